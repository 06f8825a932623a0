#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "api/http/answer.hpp"

namespace millrace::http {

class Connection;
struct Completion;

// Where one request's answer goes. From any thread, at any later time; copies share the one answer, and the first wins.
// When the last copy is gone without one, the caller gets a 500. Answering after the connection or the server has
// ended does nothing.
class Responder {
public:
    Responder(std::shared_ptr<Connection> connection, std::uint64_t request);

    // False if an answer was given before, or the time for one is over.
    bool answer(Answer answer) const;

private:
    friend void answer_all(std::vector<Completion> completions);
    struct Exchange;
    std::shared_ptr<Exchange> exchange_;
};

struct Completion {
    Responder responder;
    Answer answer;
};

// Answers many at once: one wake-up for each I/O thread, however many completions a commit releases.
void answer_all(std::vector<Completion> completions);

}  // namespace millrace::http
