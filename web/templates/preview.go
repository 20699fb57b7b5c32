package templates

// Preview is how a page shows where somebody posts a link to it.
type Preview struct {
	Title, Description string
	URL                string // of the page, with scheme and host
	Image, Alt         string // URL of its card, and what is on it
}
