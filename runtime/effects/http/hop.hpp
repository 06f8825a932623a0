#pragma once

#include <string>

#include "engine/base/result.hpp"
#include "runtime/effects/http/url.hpp"
#include "runtime/effects/message.hpp"

namespace millrace::effects {

// One request of the way from the first URL through redirects to the reply.
struct Hop {
    std::string method;
    Url url;
    Headers headers;
    std::string body;
};

// Refuses what could smuggle something past a peer: a header with a line break, one that frames the message, a method
// that is none of GET HEAD POST PUT PATCH DELETE OPTIONS. Code "http.url", "http.method", "http.header", "http.body".
Result<Hop> first_hop(const HttpRequest& request);

bool is_redirect(const HttpReply& reply);

// Where a redirect leads. The method becomes GET as browsers do it (303, and POST on 301 and 302). To another origin
// only harmless headers go on: the rest may be credentials, whatever their names. From https to http is refused.
Result<Hop> next_hop(const Hop& hop, const HttpReply& redirect);

}  // namespace millrace::effects
