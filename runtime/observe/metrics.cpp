#include "runtime/observe/metrics.hpp"

#include <map>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "engine/base/assert.hpp"

namespace millrace::observe {

const std::vector<MetricSpec>& metric_list() {
    static const std::vector<MetricSpec> list{
        {"millrace_turns", "Turns committed since the start."},
        {"millrace_steps", "Node steps taken since the start."},
        {"millrace_runs_started", "Runs started since the start."},
        {"millrace_runs_ended", "Runs that completed or were cancelled since the start."},
        {"millrace_runs_incident", "Turns after which a run waited for a person."},
        {"millrace_runs_quarantined", "Runs set aside since the start."},
        {"millrace_decided_again", "Turns decided anew because an answer was not at hand."},
        {"millrace_run_loads", "Runs read from the store."},
        {"millrace_lanes", "Runs in memory."},
        {"millrace_commands_waiting", "Commands under way: in a queue, in their lane, at the disk."},
        {"millrace_commands_room", "For how many there is room of which no customer waits; over it they are refused."},
        {"millrace_run_cache_bytes", "Bytes of run states in memory."},
        {"millrace_shards", "Shards, of 64, whose runs are with this process."},
        {"millrace_timers", "Runs with an open timer."},
        {"millrace_timer_late_ms", "How late the oldest due timer is."},
        {"millrace_store_commits", "Commits since the start."},
        {"millrace_store_batches", "Transactions since the start; commits are grouped in them."},
        {"millrace_store_waiting", "Commits waiting for the writer."},
        {"millrace_store_log_frames", "Frames in the write-ahead log."},
        {"millrace_queue_live", "Tasks waiting, live."},
        {"millrace_queue_normal", "Tasks waiting, normal."},
        {"millrace_queue_bulk", "Tasks waiting, bulk."},
        {"millrace_queue_blocking", "Tasks waiting for a thread that may block."},
        {"millrace_outbox_waiting", "Remote effects waiting."},
        {"millrace_outbox_in_flight", "Remote effects under way."},
        {"millrace_breakers_open", "Destinations that are not asked for a while."},
        {"millrace_http_requests_total", "Requests answered.", true},
        {"millrace_http_errors_total", "Requests answered with a status of 500 and above.", true},
        {"millrace_http_refused_total", "Requests that could not be read.", true},
        {"millrace_http_connections_total", "Connections accepted.", true},
        {"millrace_sockets_total", "WebSockets opened.", true},
    };
    return list;
}

class Metrics::Registry {
public:
    explicit Registry(std::function<std::vector<Sample>()> sample) : sample_(std::move(sample)) {
        for (const MetricSpec& spec : metric_list()) {
            const std::string name(spec.name);
            const std::string help(spec.help);
            if (spec.counter) {
                counters_[name] = &prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add({});
            } else {
                gauges_[name] = &prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add({});
            }
        }
    }

    void add(std::string_view counter, double by) {
        const auto found = counters_.find(counter);
        MILLRACE_ASSERT(found != counters_.end());
        found->second->Increment(by);
    }

    std::string text() {
        for (const Sample& sample : sample_()) {
            const auto found = gauges_.find(sample.name);
            MILLRACE_ASSERT(found != gauges_.end());
            found->second->Set(sample.value);
        }
        return prometheus::TextSerializer().Serialize(registry_.Collect());
    }

private:
    std::function<std::vector<Sample>()> sample_;
    prometheus::Registry registry_;
    std::map<std::string, prometheus::Counter*, std::less<>> counters_;
    std::map<std::string, prometheus::Gauge*, std::less<>> gauges_;
};

Metrics::Metrics(std::function<std::vector<Sample>()> sample)
    : registry_(std::make_unique<Registry>(std::move(sample))) {}
Metrics::~Metrics() = default;
void Metrics::add(std::string_view counter, double by) {
    registry_->add(counter, by);
}
std::string Metrics::text() {
    return registry_->text();
}

}  // namespace millrace::observe
