#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "api/http/request.hpp"
#include "engine/base/error.hpp"

namespace millrace::http {

// Makes requests of bytes as they come. One for a connection, used for one request after the other.
class RequestReader {
public:
    explicit RequestReader(std::size_t head_bytes_max);
    ~RequestReader();

    enum class Progress {
        more,     // give me the rest of these bytes again, with more behind them
        head,     // the header is read: look at it, call limit_body, go on
        whole,    // take the request
        refused,  // see refusal; the connection cannot be used any more
    };
    // Takes a prefix off the bytes. What is left after `whole` is the next request's.
    Progress read(std::string_view& bytes);

    // After `head`. False if the announced length is over it: then refused.
    bool limit_body(std::size_t bytes_max);

    struct Refusal {
        int status = 400;
        Error error;
    };
    const Refusal& refusal() const { return refusal_; }

    // After `head`.
    Request& request() { return request_; }
    bool keep_alive() const;
    bool old_protocol() const;      // HTTP/1.0
    bool expects_continue() const;  // and there is a body to come
    bool wants_websocket() const;
    // Something of the next request has been read.
    bool begun() const;

    // For the next request.
    void reset();

private:
    struct Parser;
    Progress refuse(int status, Error error);
    Progress look_at_head();

    const std::size_t head_bytes_max_;
    std::unique_ptr<Parser> parser_;
    Request request_;
    Refusal refusal_;
};

}  // namespace millrace::http
