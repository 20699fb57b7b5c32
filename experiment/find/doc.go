// Package find looks for the retry policy that does best in a scenario, under limits.
//
// A [Search] has a goal (as few wasted calls as possible), limits (99 % done within 30 s, a
// peak of at most three times the capacity), and what of the policy may vary. Its form in
// links is [Search.Query]; [ReadWords] reads goals and limits as people say them.
// [Search.Candidates] are the policies: all combinations, or an even draw of them. [Search.Run]
// asks a runner for replications, the same seeds for each candidate, and selects by package
// ranking: what it promises is said there. Then the best, the own policy and the classic ones
// are compared in pairs, and the front of peak, wasted calls and completion is drawn up.
//
// What is left out on purpose: nothing is drawn or said in sentences here. Figures of time are
// in seconds. Everything is a value; an Outcome is not changed once it was handed out.
package find
