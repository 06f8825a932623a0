#include "api/http/problem.hpp"

#include "engine/value/json.hpp"

namespace millrace::http {
namespace {

Value to_value(const Fault& fault) {
    Map object{{"pointer", fault.pointer}, {"code", fault.code}, {"message", fault.message}};
    if (!fault.node.empty()) {
        object.set("node", fault.node);
    }
    return object;
}

}  // namespace

Answer problem(int status, const Error& error) {
    if (error.pointer.empty()) {
        return problem(status, error, {});
    }
    return problem(status, error,
                   {{.pointer = error.pointer, .code = error.code, .message = error.message, .node = {}}});
}

Answer problem(int status, const Error& error, const std::vector<Fault>& faults, const Map& more) {
    Map body = more;
    body.set("type", "urn:millrace:problem:" + error.code);
    body.set("title", title_of(status));
    body.set("status", status);
    body.set("code", error.code);
    body.set("detail", error.message);
    List list;
    for (const Fault& fault : faults) {
        list.push(to_value(fault));
    }
    body.set("errors", std::move(list));
    Answer answer = Answer::json(status, Value(std::move(body)));
    answer.content_type = "application/problem+json";
    return answer;
}

std::string_view title_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Unknown";
    }
}

}  // namespace millrace::http
