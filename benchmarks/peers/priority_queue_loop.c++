// W(N) as a plain loop over std::priority_queue: priority_queue_loop CLIENTS.
//
// The model is that of job.go, draw for draw and token for token: times are whole
// nanoseconds, and of two attempts in the same one the client of the lower number
// comes first. The file ends in c++ because Go takes a .cpp beside it for its own.

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <vector>

namespace {

constexpr int64_t ms = 1'000'000;
constexpr int64_t spread = 100 * ms, base = 100 * ms, longest = 20'000 * ms, bin = 100 * ms, latency = 10 * ms;
constexpr uint32_t most_attempts = 50;
constexpr uint64_t seed = 1, arrivals = 1, jitter = 4;
constexpr uint64_t golden = 0x9E3779B97F4A7C15;
constexpr int64_t token = 1'000'000'000'000; // units of the bucket

uint64_t mix(uint64_t x) {
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

uint64_t stream(uint64_t name) { return mix(mix(seed + golden) ^ name * golden); }

double draw(uint64_t stream, uint64_t client, uint64_t attempt) {
    return double(mix(mix(stream + client * golden) + (attempt + 1) * golden) >> 11) * 0x1p-53;
}

struct Event {
    int64_t at;
    uint32_t client, attempt;
};

// A priority_queue has the greatest on top, so what is greater is earlier here.
struct Later {
    bool operator()(const Event& a, const Event& b) const { return a.at != b.at ? a.at > b.at : a.client > b.client; }
};

class Job {
public:
    explicit Job(uint32_t clients) : clients(clients), gain(int64_t(clients) * 50), size(clients / 200 * token), level(size) {
        for (uint32_t k = 0; k < most_attempts; k++) rungs[k] = k < 8 ? base << k : longest; // from there on it is above the cap
    }

    int64_t first(uint32_t client) const { return int64_t(draw(starts, client, 0) * double(spread)) + latency; }

    // arrive returns how long after now the client's next attempt arrives; below 0 if it has none.
    int64_t arrive(uint32_t client, uint32_t attempt, int64_t now) {
        attempts++;
        const size_t b = size_t(now / bin);
        if (b >= bins.size()) bins.resize(b + 1);
        bins[b]++;
        level = std::min(size, level + (now - last) * gain);
        last = now;
        if (level >= token) {
            level -= token;
            return -1;
        }
        if (attempt == most_attempts) return -1;
        return int64_t(draw(waits, client, attempt) * double(rungs[attempt - 1])) + 2 * latency;
    }

    const uint32_t clients;
    int64_t attempts = 0;
    std::vector<int64_t> bins;

private:
    std::array<int64_t, most_attempts> rungs;
    const uint64_t starts = stream(arrivals), waits = stream(jitter);
    const int64_t gain; // units a nanosecond: clients/20 tokens a second
    const int64_t size;
    int64_t level, last = 0;
};

void run(Job& job) {
    std::vector<Event> room;
    room.reserve(job.clients);
    std::priority_queue<Event, std::vector<Event>, Later> calendar(Later{}, std::move(room));
    for (uint32_t client = 0; client < job.clients; client++) calendar.push({job.first(client), client, 1});
    while (!calendar.empty()) {
        const Event e = calendar.top();
        calendar.pop();
        const int64_t wait = job.arrive(e.client, e.attempt, e.at);
        if (wait >= 0) calendar.push({e.at + wait, e.client, e.attempt + 1});
    }
}

// cpu is what this process has used, in nanoseconds.
int64_t cpu() {
    rusage used;
    getrusage(RUSAGE_SELF, &used);
    const auto ns = [](const timeval& t) { return int64_t(t.tv_sec) * 1'000'000'000 + int64_t(t.tv_usec) * 1000; };
    return ns(used.ru_utime) + ns(used.ru_stime);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const int64_t before = cpu();
    Job job(uint32_t(std::strtoul(argv[1], nullptr, 10)));
    run(job);
    std::printf("measured %" PRId64 " %" PRId64 "\n", job.attempts, cpu() - before);
}
