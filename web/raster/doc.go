// Package raster draws the pictures of package templates as PNG, for those who
// show no SVG: previews of links, slides, mail.
//
// It knows the part of SVG that these pictures use, and refuses whatever else: svg,
// g, title, desc, rect with round corners, line, circle, path with M H V L Z in
// either case, text and tspan with anchors; fill, stroke, width, dashes, caps and
// joins, opacity. Colours are resolved. It knows no transform, no curve, no style
// sheet and no nested viewport.
//
// Type is set in the Go fonts, which have Latin, Greek and Cyrillic letters. A
// character that they lack is a box.
//
// Everything here is a function of its arguments, and safe for simultaneous use.
package raster
