#include "runtime/observe/series.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace millrace::observe {
namespace {

Value known(const std::optional<double>& figure) {
    return figure ? Value(*figure) : Value();
}

}  // namespace

void Series::add(Time at, Figures figures) {
    MILLRACE_ASSERT(figures.size() == names_.size());
    const std::lock_guard lock(mutex_);
    samples_.push_back({at, std::move(figures)});
    if (samples_.size() > kept_) {
        samples_.pop_front();
    }
}

Map Series::show(Time from) const {
    const std::lock_guard lock(mutex_);
    const auto first =
        std::find_if(samples_.begin(), samples_.end(), [&](const Sample& sample) { return sample.at >= from; });
    List at;
    for (auto sample = first; sample != samples_.end(); ++sample) {
        at.push(to_text(sample->at));
    }
    Map series;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        List figures;
        for (auto sample = first; sample != samples_.end(); ++sample) {
            figures.push(known(sample->figures[i]));
        }
        series.set(names_[i], std::move(figures));
    }
    return Map{{"at", std::move(at)}, {"series", std::move(series)}};
}

Map Series::newest() const {
    const std::lock_guard lock(mutex_);
    Map newest;
    for (std::size_t i = 0; i < names_.size() && !samples_.empty(); ++i) {
        newest.set(names_[i], known(samples_.back().figures[i]));
    }
    return newest;
}

}  // namespace millrace::observe
