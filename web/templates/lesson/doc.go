// Package lesson has the pages to learn from: lessons, the guide, the cards, and the frame of
// one question for pages of others.
package lesson
