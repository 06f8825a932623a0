#include "api/http/responder.hpp"

#include <atomic>
#include <map>

#include "api/http/connection.hpp"

namespace millrace::http {

struct Responder::Exchange {
    std::shared_ptr<Connection> connection;
    std::uint64_t request;
    std::atomic<bool> answered{false};

    Exchange(std::shared_ptr<Connection> c, std::uint64_t r) : connection(std::move(c)), request(r) {}
    ~Exchange() {
        if (!answered) {
            connection->loop()->post([c = connection, r = request] { c->abandon(r); });
        }
    }
    bool is_first() { return !answered.exchange(true); }
};

Responder::Responder(std::shared_ptr<Connection> connection, std::uint64_t request)
    : exchange_(std::make_shared<Exchange>(std::move(connection), request)) {}

bool Responder::answer(Answer answer) const {
    if (!exchange_->is_first()) {
        return false;
    }
    const auto& connection = exchange_->connection;
    if (connection->loop()->is_current() && connection->in_handler()) {
        connection->deliver(exchange_->request, std::move(answer));
    } else {
        connection->loop()->post([connection, request = exchange_->request, answer = std::move(answer)]() mutable {
            connection->deliver(request, std::move(answer));
        });
    }
    return true;
}

void answer_all(std::vector<Completion> completions) {
    std::map<Loop*, std::vector<Completion>> by_loop;
    for (Completion& completion : completions) {
        if (completion.responder.exchange_->is_first()) {
            by_loop[completion.responder.exchange_->connection->loop().get()].push_back(std::move(completion));
        }
    }
    for (auto& [loop, own] : by_loop) {
        loop->post([own = std::move(own)]() mutable {
            for (Completion& completion : own) {
                const auto& exchange = completion.responder.exchange_;
                exchange->connection->deliver(exchange->request, std::move(completion.answer));
            }
        });
    }
}

}  // namespace millrace::http
