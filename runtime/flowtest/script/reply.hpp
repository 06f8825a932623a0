#pragma once

#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

// `200 {"id":7}`, `404`, `200 "as text" etag=x`, `timeout`, `never`; each may end in `after 3s`.
Reply read_reply(LineReader& line);

}  // namespace millrace::flowtest
