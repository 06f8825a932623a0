#pragma once

#include "runtime/store/store.hpp"
#include "tests/power_loss/record.hpp"

namespace millrace::power_loss {

Findings judge(store::Store& store, Record& record);

}  // namespace millrace::power_loss
