// Package found puts searches for a policy into words and shares for their page: the form, how
// far a search is, the policy that was chosen, those beside it, and the front.
//
// [Page] is the page without a state, [Far] says how far a search is, and [Found] what is known
// of it. [Plain] makes a form that was sent a query as links write it.
//
// What is promised of a policy says package explain/studied, here as in the terminal. Functions
// are pure and safe for simultaneous use.
package found
