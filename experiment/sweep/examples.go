package sweep

// AWSChart is the sweep behind the chart of "Exponential Backoff And Jitter" (AWS Architecture
// Blog, 2015): calls and completion time of 10 to 190 clients that contend for one row under
// optimistic locking, with each of the five strategies of its simulator
// (github.com/aws-samples/aws-arch-backoff-simulator) and as many trials.
const AWSChart = "spread=0s&limiter=optimistic-lock&strategies=immediate,exponential,full,equal,decorrelated-aws&base=5ms&cap=2s&offset=1&attempts=1000&network=normal&latency-sd=2ms&runs=100&x=clients:lin(10,190,19)&refine=0&figures=attempts,completion_max"
