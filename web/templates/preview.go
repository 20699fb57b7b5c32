package templates

// Preview is the preview of a link to a page, where it is posted.
type Preview struct {
	Title, Description string
	URL                string // of the page, with scheme and host
	Image, Alt         string // URL of its card, and what is on it
}
