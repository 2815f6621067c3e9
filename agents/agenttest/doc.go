// Package agenttest is the conformance suite for institutions: every kind of a catalogue,
// the model's own or another, must pass it.
//
//	func TestKinds(t *testing.T) {
//		cat := agents.Default()
//		cat["my_fund"] = agents.Define("my fund", newMyFund)
//		agenttest.Run(t, cat, agenttest.Options{})
//	}
//
// Each kind is placed, with its default parameters, in a small closed world with all
// markets, a few market makers, news, and a crier that makes every type of public
// statement. The suite checks that an institution
//
//   - is deterministic: the same seed gives the same run, on goroutines or inline,
//     and an equal parameter struct gives an equal institution;
//   - has random draws that depend on its identifier and not on its place on the roster;
//   - bids finite numbers for instruments that exist, and responses whose analytic
//     derivatives agree with finite differences;
//   - changes neither the public view, nor its set-up, nor its parameters, nor any books
//     (it trades and pays through its desk);
//   - does not change the results of others by being there and doing nothing;
//   - works with several rounds a day and in worlds without its markets;
//   - leaves no goroutine behind.
//
// It mentions, and passes, units that are not of the list of [world.CheckUnit].
package agenttest
