#pragma once

#include <optional>
#include <string_view>

#include "runtime/desk/ids.hpp"
#include "runtime/desk/metrics/metric.hpp"

// What the definitions and the figures of metrics share.
namespace millrace::desk {

std::optional<Metric> find_metric(store::OrgReader reader, std::string_view key);
Error unknown_metric(std::string_view key);
std::optional<ChannelId> channel_of(store::OrgReader reader, std::string_view key);

}  // namespace millrace::desk
