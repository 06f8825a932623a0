#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::observe {

// Every metric there is, by name, with its help: the one list. Counters end in _total.
struct MetricSpec {
    std::string_view name;
    std::string_view help;
    bool counter = false;
};
const std::vector<MetricSpec>& metric_list();

// One figure at the moment of asking.
struct Sample {
    std::string_view name;  // of the list
    double value = 0;
};

// Figures for Prometheus, taken when it asks. Counters that others bump come through add().
class Metrics {
public:
    explicit Metrics(std::function<std::vector<Sample>()> sample);
    ~Metrics();

    void add(std::string_view counter, double by = 1);
    // Text exposition format 0.0.4.
    std::string text();

private:
    class Registry;
    std::unique_ptr<Registry> registry_;
};

}  // namespace millrace::observe
