package sim

import "backofflab/scenario"

// processes are the processes of the clients, each built when one of its clients first
// asks it. They are kept from one run to the next.
type processes struct {
	guards []scenario.Guards // of each process
	size   int               // clients of each
	pages  []*page           // nil where no client has asked
	run    uint32            // number of the run under way
}

// page is some processes in a row. What nobody asks costs no more than its place in the
// list of pages.
type page [pageSize]*builtProcess

const pageSize = 64

// builtProcess is a process, and the run in which it was asked last.
type builtProcess struct {
	process
	run uint32
}

// newProcesses returns the processes of a fleet's clients, nil where they have no guards.
func newProcesses(s scenario.Scenario, fleet scenario.Fleet) *processes {
	if len(fleet.Guards) == 0 {
		return nil
	}
	return &processes{guards: fleet.Guards, size: s.Process, pages: make([]*page, (countProcesses(s)-1)/pageSize+1)}
}

// countProcesses is in how many processes the clients are.
func countProcesses(s scenario.Scenario) int { return (s.Clients-1)/s.Process + 1 }

// reset lets every process begin anew, when it is next asked.
func (p *processes) reset() {
	if p != nil {
		p.run++
	}
}

func (p process) reset() {
	for _, g := range p {
		for _, all := range [][]guarding{g.deciding, g.sending} {
			for _, one := range all {
				one.Reset()
			}
		}
		if q := g.inFlight; q != nil {
			q.underWay, q.queue, q.head, q.turns = 0, q.queue[:0], 0, 0
		}
	}
}

// of returns the process of a client.
func (p *processes) of(client uint32) process {
	n := int(client)
	if p.size > 1 { // a division takes longer than all else here
		n /= p.size
	}
	at := p.pages[n/pageSize]
	if at == nil {
		at = new(page)
		p.pages[n/pageSize] = at
	}
	built := at[n%pageSize]
	switch {
	case built == nil:
		built = &builtProcess{newProcess(p.guards), p.run}
		at[n%pageSize] = built
	case built.run != p.run:
		built.reset()
		built.run = p.run
	}
	return built.process
}
