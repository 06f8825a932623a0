#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

constexpr std::string_view demo_org = "demo";
constexpr std::string_view demo_channel = "web";
constexpr std::string_view demo_fallback_queue = "customer_service";

// Everything of the demo but its flows: org, teams with queues, channel, calendar, four users with one password. For an
// empty store, once.
Result<OrgId> seed_demo(store::Transaction& tx, std::string_view password_hash);

}  // namespace millrace::desk
