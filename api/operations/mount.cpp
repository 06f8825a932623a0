#include "api/operations/mount.hpp"

#include "api/operations/catalogue.hpp"
#include "api/operations/page_answer.hpp"
#include "api/operations/people.hpp"
#include "api/operations/services.hpp"
#include "api/pages/pages.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/store/statement.hpp"

namespace millrace::api {
namespace {

const CallerPtr& nobody() {
    static const CallerPtr caller = std::make_shared<const Caller>();
    return caller;
}

// What the caller may not do here, or nothing.
std::optional<http::Answer> refused(const Operation& op, const Caller& caller) {
    if (op.door == Operation::Door::anybody) {
        return std::nullopt;
    }
    const bool wanted = op.door == Operation::Door::visitors;
    if (caller.visitor != wanted) {
        return problem_of({"auth.invalid", wanted ? "expected a visitor's token but found a person's"
                                                  : "expected a person's token but found a visitor's"});
    }
    if (!caller.may(op.permission)) {
        return problem_of({"permission.denied", "expected the permission " + op.permission + " but the role " +
                                                    caller.role_key + " does not have it"});
    }
    return std::nullopt;
}

// One request with all that it needs, kept until it is answered.
struct Exchange {
    const Operation& op;
    Services& services;
    http::Request request;
    http::Responder responder;
    CallerPtr caller = nobody();

    Call call() { return {request, *caller, services}; }
};
using ExchangePtr = std::shared_ptr<Exchange>;

http::Answer read_safely(Exchange& exchange) {
    try {
        return exchange.op.read(exchange.call());
    } catch (const store::SqlError& error) {
        return http::problem(503, error.error()).with_retry_soon();
    }
}

void perform(const ExchangePtr& exchange, bool may_block) {
    if (auto answer = refused(exchange->op, *exchange->caller)) {
        exchange->responder.answer(std::move(*answer));
        return;
    }
    const Operation& op = exchange->op;
    if (op.run && (may_block || !op.blocks)) {
        op.run(exchange->call(), [exchange](http::Answer answer) { exchange->responder.answer(std::move(answer)); });
        return;
    }
    if (!may_block) {
        exchange->services.scheduler.post_blocking([exchange] { perform(exchange, true); });
        return;
    }
    exchange->responder.answer(read_safely(*exchange));
}

void identify(const ExchangePtr& exchange) {
    const std::string token(exchange->request.bearer_token());
    const bool optional = exchange->op.door == Operation::Door::anybody;
    if (optional && token.empty()) {
        perform(exchange, false);
        return;
    }
    if (CallerPtr seen = exchange->services.people.at_hand(token)) {
        exchange->caller = std::move(seen);
        perform(exchange, false);
        return;
    }
    exchange->services.scheduler.post_blocking([exchange, token, optional] {
        try {
            if (Result<CallerPtr> caller = exchange->services.people.authenticate(token)) {
                exchange->caller = std::move(*caller);
            } else if (!optional) {
                exchange->responder.answer(problem_of(caller.error()));
                return;
            }
        } catch (const store::SqlError& error) {
            exchange->responder.answer(http::problem(503, error.error()).with_retry_soon());
            return;
        }
        perform(exchange, true);
    });
}

// Of a caller who asks too often: before anything is looked up for him.
std::optional<http::Answer> slowed_down(Services& services, const http::Request& request) {
    const auto wait = services.rate.admit(request.remote_address, request.bearer_token());
    if (!wait) {
        return std::nullopt;
    }
    return http::problem(429, {"rate.too_many", "expected fewer requests from one caller: wait " + to_text(*wait)})
        .with_retry_after(*wait);
}

// The chat page may stand in the pages of the origins that its channel lists; the others nowhere but here.
void serve_page(Services& services, http::Request request, const http::Responder& responder) {
    const pages::Page* page = pages::find_page(request.path);
    if (page == nullptr) {
        responder.answer(
            http::problem(404, {"page.unknown", "expected the path of a page but there is none at " + request.path}));
        return;
    }
    http::Answer answer = page_answer(*page, request);
    if (page->policy.empty()) {
        responder.answer(std::move(answer));
        return;
    }
    if (!page->may_be_framed) {
        responder.answer(std::move(answer).with_header("Content-Security-Policy", std::string(page->policy)));
        return;
    }
    const std::string key(request.path.substr(request.path.rfind('/') + 1));
    services.scheduler.post_blocking([&services, key, page, responder, answer = std::move(answer)]() mutable {
        const auto reader = services.store.reader();
        const auto channel = desk::find_channel_by_key(*reader, key);
        std::string origins = "'self'";
        if (channel && channel->allowed_origins.empty()) {
            origins = "*";
        } else if (channel) {
            for (const std::string& origin : channel->allowed_origins) {
                origins += " " + origin;
            }
        }
        responder.answer(
            std::move(answer)
                .with_header("Content-Security-Policy", std::string(page->policy) + "; frame-ancestors " + origins)
                .with_frame_ancestors(origins));
    });
}

}  // namespace

void mount(http::Router& router, Services& services) {
    for (const Operation& op : operations()) {
        http::RouteOptions options;
        options.body_bytes_max = op.body_bytes_max;
        router.add(
            op.method, op.path,
            [&op, &services](http::Request request, http::Responder responder) {
                if (auto refusal = slowed_down(services, request)) {
                    responder.answer(std::move(*refusal));
                    return;
                }
                identify(std::make_shared<Exchange>(
                    Exchange{op, services, std::move(request), std::move(responder), nobody()}));
            },
            options);
    }
    const auto page = [&services](http::Request request, http::Responder responder) {
        if (auto refusal = slowed_down(services, request)) {
            responder.answer(std::move(*refusal));
            return;
        }
        serve_page(services, std::move(request), responder);
    };
    for (const std::string& path : pages::page_routes()) {
        router.add(http::Method::get, path, page);
    }
}

}  // namespace millrace::api
