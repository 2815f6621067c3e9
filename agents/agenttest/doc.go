// Package agenttest is the conformance suite for institutions: every kind of a
// catalogue, ours or a stranger's, must pass it.
//
//	func TestKinds(t *testing.T) {
//		cat := agents.Default()
//		cat["my_fund"] = agents.Define("my fund", newMyFund)
//		agenttest.Run(t, cat, agenttest.Options{})
//	}
//
// Each kind is put, with its default parameters, into a small closed world with
// all markets, a few market makers, news, and a town crier who makes every kind
// of public statement. The suite checks that an institution
//
//   - is deterministic: the same seed gives the same run, on goroutines or inline,
//     and an equal parameter struct gives an equal institution;
//   - draws by who it is and not by its place on the roster;
//   - bids finite numbers for instruments that exist, and responses whose analytic
//     derivatives are those that finite differences find;
//   - leaves alone what is not its own: the public view, its set-up, its
//     parameters, and all books (it trades and pays through its desk);
//   - changes nobody's run by being there and doing nothing;
//   - works with several rounds a day and in worlds without its markets;
//   - leaves no goroutine behind.
//
// It mentions, and passes, units that are not of the list of [world.CheckUnit].
package agenttest
