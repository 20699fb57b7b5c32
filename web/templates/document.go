package templates

// Document is a document of the lab as a page, or with no text the list of all.
type Document struct {
	Static string // URL prefix of the static files, without a slash at the end
	Title  string
	HTML   string // markup that is safe
	Others []Way  // all documents
	Here   string // path of this one
}

func (d Document) shell() Shell {
	return Shell{
		Static: d.Static, Title: d.Title + " · Backoff Lab", Lead: d.Title,
		Sheet: "manual", Action: Places(docsPath), Foot: ManualFoot(),
	}
}
