#include "api/http/request_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <string>

#include "engine/base/assert.hpp"

namespace millrace::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::size_t headers_max = 128;

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 19 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What Beast's parser finds, kept in our own form. Where Beast is more lenient than two programs in a row can afford
// to be (lists of lengths, unknown encodings, fields in trailers), this is not.
class Machine final : public beast::http::basic_parser<true> {
public:
    explicit Machine(Request& request) : request_(request) {}

    std::string target;
    int version = 11;
    bool too_many_headers = false;
    const char* length_trouble = nullptr;
    std::size_t body_bytes_max = SIZE_MAX;
    bool body_too_large = false;

private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view wanted, int minor,
                         error_code&) override {
        request_.method = http::parse_method(view(method));
        target = std::string(view(wanted));
        version = minor;
    }
    void on_response_impl(int, beast::string_view, int, error_code&) override {}

    void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
                       error_code& error) override {
        if (is_header_done()) {
            return;  // a trailer may not add what the header was judged without
        }
        if (request_.headers.size() == headers_max) {
            too_many_headers = true;
            error = beast::http::error::header_limit;
            return;
        }
        if (field == beast::http::field::transfer_encoding && !same_name(view(value), "chunked")) {
            length_trouble = "the transfer encoding is not simply chunked";
        } else if (field == beast::http::field::transfer_encoding && version < 11) {
            length_trouble = "HTTP/1.0 knows no transfer encoding";
        } else if (field == beast::http::field::content_length &&
                   (!is_number(view(value)) || request_.headers.count("content-length") != 0)) {
            length_trouble = "the content length is not one number";
        }
        if (length_trouble != nullptr) {
            error = beast::http::error::bad_content_length;
            return;
        }
        request_.headers.add(view(name), view(value));
    }

    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        // Memory follows the bytes that came, not those that were announced.
        request_.body.reserve(std::min<std::uint64_t>(length.value_or(0), 64U << 10));
    }
    std::size_t on_body_impl(beast::string_view part, error_code& error) override { return keep(part, error); }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, error_code& error) override {
        check_room(size, error);
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view part, error_code& error) override {
        return keep(part, error);
    }
    void on_finish_impl(error_code&) override {}

    std::size_t keep(beast::string_view part, error_code& error) {
        if (!check_room(part.size(), error)) {
            return 0;
        }
        request_.body.append(view(part));
        return part.size();
    }

    bool check_room(std::uint64_t more, error_code& error) {
        body_too_large = more > body_bytes_max - std::min(body_bytes_max, request_.body.size());
        if (body_too_large) {
            error = beast::http::error::body_limit;
        }
        return !body_too_large;
    }

    Request& request_;
};

}  // namespace

// Beast's parsers serve one message each; this one is built anew in the same place.
struct RequestReader::Parser {
    std::optional<Machine> machine;
    std::size_t head_bytes = 0;
    bool head_seen = false;
};

RequestReader::RequestReader(std::size_t head_bytes_max)
    : head_bytes_max_(head_bytes_max), parser_(std::make_unique<Parser>()) {
    reset();
}
RequestReader::~RequestReader() = default;

void RequestReader::reset() {
    request_ = Request{};
    parser_->head_bytes = 0;
    parser_->head_seen = false;
    Machine& machine = parser_->machine.emplace(request_);
    machine.header_limit(static_cast<std::uint32_t>(head_bytes_max_));
    machine.body_limit(boost::none);  // the route decides, after the header
}

bool RequestReader::begun() const {
    return parser_->machine->got_some();
}

RequestReader::Progress RequestReader::read(std::string_view& bytes) {
    Machine& machine = *parser_->machine;
    if (!machine.got_some()) {
        // RFC 9112, 2.2: old clients send an empty line after a body.
        while (bytes.substr(0, 2) == "\r\n") {
            bytes.remove_prefix(2);
        }
        if (bytes == "\r") {
            return Progress::more;
        }
    }
    while (!machine.is_done()) {
        if (bytes.empty()) {
            return Progress::more;
        }
        error_code error;
        const std::size_t taken = machine.put({bytes.data(), bytes.size()}, error);
        bytes.remove_prefix(taken);

        if (!parser_->head_seen) {
            // Beast's limit begins anew with each line; a header that trickles in line by line must end as well.
            parser_->head_bytes += taken;
            if (parser_->head_bytes + (machine.is_header_done() ? 0 : bytes.size()) > head_bytes_max_) {
                error = beast::http::error::header_limit;
            }
        }
        if (error == beast::http::error::need_more) {
            // A chunk's header and the trailers are bounded as the header is.
            if (bytes.size() > head_bytes_max_) {
                return refuse(431, {"http.header_too_large",
                                    fmt::format("expected at most {} bytes of chunk header or trailer but got more",
                                                head_bytes_max_)});
            }
            return Progress::more;
        }
        if (error == beast::http::error::header_limit) {
            return refuse(431,
                          {"http.header_too_large",
                           machine.too_many_headers
                               ? fmt::format("expected at most {} header fields but got more", headers_max)
                               : fmt::format("expected a header of at most {} bytes but got more", head_bytes_max_)});
        }
        if (machine.body_too_large) {
            return refuse(413, {"http.body_too_large", fmt::format("expected a body of at most {} bytes but got more",
                                                                   machine.body_bytes_max)});
        }
        if (machine.length_trouble != nullptr || error == beast::http::error::bad_content_length ||
            error == beast::http::error::multiple_content_length ||
            error == beast::http::error::bad_transfer_encoding) {
            return refuse(400, {"http.conflicting_length",
                                fmt::format("expected one clear length of the body but {}",
                                            machine.length_trouble != nullptr ? machine.length_trouble
                                                                              : "the header gives several")});
        }
        if (error) {
            return refuse(
                400, {"http.malformed", fmt::format("expected an HTTP/1.1 request but got a {}", error.message())});
        }
        if (machine.is_header_done() && !parser_->head_seen) {
            parser_->head_seen = true;
            return look_at_head();
        }
    }
    return Progress::whole;
}

RequestReader::Progress RequestReader::look_at_head() {
    const Machine& machine = *parser_->machine;
    const std::size_t hosts = request_.headers.count("host");
    if (hosts > 1 || (hosts == 0 && machine.version >= 11)) {
        return refuse(400, {"http.bad_host", fmt::format("expected one Host header but got {}", hosts)});
    }
    auto target = parse_target(machine.target);
    if (!target) {
        return refuse(400, target.error());
    }
    request_.path = std::move(target->path);
    request_.query = std::move(target->query);
    if (const auto expects = request_.header("expect"); expects && !same_name(*expects, "100-continue")) {
        return refuse(417, {"http.unknown_expectation", "expected Expect: 100-continue or none but got another"});
    }
    parser_->machine->eager(true);
    return Progress::head;
}

bool RequestReader::limit_body(std::size_t bytes_max) {
    Machine& machine = *parser_->machine;
    machine.body_bytes_max = bytes_max;
    const auto length = machine.content_length();
    if (length && *length > bytes_max) {
        refuse(413, {"http.body_too_large",
                     fmt::format("expected a body of at most {} bytes but {} are announced", bytes_max, *length)});
        return false;
    }
    return true;
}

RequestReader::Progress RequestReader::refuse(int status, Error error) {
    refusal_ = {.status = status, .error = std::move(error)};
    return Progress::refused;
}

bool RequestReader::keep_alive() const {
    return parser_->machine->keep_alive();
}

bool RequestReader::old_protocol() const {
    return parser_->machine->version < 11;
}

bool RequestReader::expects_continue() const {
    const Machine& machine = *parser_->machine;
    return machine.version >= 11 && !machine.is_done() && request_.header("expect").has_value();
}

bool RequestReader::wants_websocket() const {
    return parser_->machine->upgrade() && request_.method == Method::get;
}

}  // namespace millrace::http
