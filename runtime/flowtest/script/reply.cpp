#include "runtime/flowtest/script/reply.hpp"

#include <algorithm>
#include <array>

#include "engine/desk/integration.hpp"

namespace millrace::flowtest {
namespace {

struct Failure {
    std::string_view error;
    std::string_view message;
};

// The ways in which a call can end without a reply, as the dispatcher names them.
constexpr std::array failures = {
    Failure{"timeout", "the service did not answer in time"},
    Failure{"refused", "the service refused the connection"},
    Failure{"dns", "the service's name could not be resolved"},
    Failure{"tls", "the service's certificate was not accepted"},
    Failure{"blocked", "the address is not allowed"},
    Failure{"too_large", "the reply was too large"},
    Failure{"unavailable", "the service failed too often and was not called"},
    Failure{"outcome_unknown", "nobody knows whether the call arrived"},
};

std::string names() {
    std::string all;
    for (const Failure& failure : failures) {
        all += ", " + std::string(failure.error);
    }
    return all + " or never";
}

}  // namespace

Reply read_reply(LineReader& line) {
    Reply reply;
    desk::HttpReplied replied;
    const auto failure =
        std::find_if(failures.begin(), failures.end(), [&](const Failure& one) { return line.accept(one.error); });
    if (failure != failures.end()) {
        replied.error = std::string(failure->error);
        replied.message = std::string(failure->message);
    } else if (line.accept("never")) {
        reply.never = true;
    } else {
        replied.status = line.number("a status such as 200" + names());
        if (!line.failed() && (replied.status < 100 || replied.status > 599)) {
            line.fail("a status from 100 to 599", std::to_string(replied.status));
        }
        LineReader look = line;
        if (!line.done() && !line.at_pair() && !look.accept("after")) {
            const Value body = line.value("a body");
            if (body.is_string()) {
                replied.body = std::string(body.as_string());
            } else {
                replied.json = body;
            }
        }
        Map headers;
        for (const Pair& header : line.pairs()) {
            headers.set(header.key, header.value);
        }
        replied.headers = headers.empty() ? Value() : Value(std::move(headers));
    }
    if (line.accept("after")) {
        reply.delay = line.duration();
    }
    reply.payload = to_value(replied);
    return reply;
}

}  // namespace millrace::flowtest
