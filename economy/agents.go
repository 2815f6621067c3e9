package economy

import "fmt"

// roundingAgent absorbs the lots left over by rounding.
const roundingAgent = "us_households"

// AgentRow is one row of agents.csv.
type AgentRow struct {
	ID, Name       string
	Kind           string // central_bank, government, reserve_manager, dealer, ...
	Country        string // US, JP, CN, EU, UK, KR, CA, MX or ROW
	Status, Source string
}

// agents reads the agents that may hold assets.
func (l *loader) agents() error {
	t, err := openTable(l.fsys, "agents.csv", "id", "name", "kind", "country")
	if err != nil {
		return err
	}
	for t.next() {
		r := AgentRow{ID: t.str("id"), Name: t.str("name"), Kind: t.str("kind"), Country: t.str("country"), Status: t.str("status"), Source: t.str("source")}
		if l.agent[r.ID] {
			t.fail("id", "appears twice")
		}
		l.agent[r.ID] = true
		l.b.Agents = append(l.b.Agents, r)
	}
	if !l.agent[roundingAgent] {
		return t.end(fmt.Errorf("%s: agent %q is missing", t.file, roundingAgent))
	}
	return t.err
}

// agentOf returns the agent named in a column, which must exist.
func (l *loader) agentOf(t *csvTable, column string) string {
	id := t.str(column)
	if !l.agent[id] {
		t.fail(column, "is not an agent of agents.csv")
	}
	return id
}
