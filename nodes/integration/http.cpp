// Calls a URL and waits for the reply.

#include "engine/desk/integration.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

enum class Method : std::uint8_t { get, post, put, patch, del, head };
std::vector<Choice> choices_of(Method) {
    return {{"GET", "GET"},     {"POST", "POST"},     {"PUT", "PUT"},
            {"PATCH", "PATCH"}, {"DELETE", "DELETE"}, {"HEAD", "HEAD"}};
}

struct Settings {
    Method method = Method::get;
    Text url;
    Named<Text> headers;
    Value json;
    Text body;
    Duration timeout = seconds(10);
    std::int64_t attempts = 3;
    std::vector<std::string> save;
    VariableName into;
};

void describe(Fields<Settings>& fields) {
    fields.add("method", &Settings::method).label("Method");
    fields.add("url", &Settings::url).label("URL").required();
    fields.add("headers", &Settings::headers).label("Headers");
    fields.add("json", &Settings::json).label("JSON body").help("Members may be {\"expr\": …}.");
    fields.add("body", &Settings::body).label("Text body");
    fields.add("timeout", &Settings::timeout)
        .label("Time for one attempt")
        .at_least(milliseconds(100))
        .at_most(minutes(2));
    fields.add("attempts", &Settings::attempts).label("Attempts").at_least(1.0).at_most(10.0);
    fields.add("save", &Settings::save)
        .label("Keep")
        .help("Paths into the JSON reply, as in customer.id. Empty: all of it.");
    fields.add("into", &Settings::into).label("Save in").help("The variable that gets the JSON reply.");
}

std::vector<Error> check_http(const Value& settings) {
    if (!settings["json"].is_nil() && !settings["body"].is_nil()) {
        return {{"invalid_setting", "expected a JSON body or a text body but found both", "/body"}};
    }
    return {};
}

class Http final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext&) const override {
        desk::HttpRequest request;
        request.method = choices_of(Method{})[static_cast<std::size_t>(settings.method)].value;
        request.url = settings.url.value;
        Map headers;
        for (const auto& [name, text] : settings.headers) {
            headers.set(name, text.value);
        }
        request.headers = headers.empty() ? Value() : Value(std::move(headers));
        request.json = settings.json;
        request.body = settings.body.value;
        request.timeout = settings.timeout;
        request.attempts = settings.attempts;
        request.save = settings.save;
        return wait_for({String(desk::HttpReplied::name), String("effect.failed")}).asking(request);
    }

    Step resume(const Settings& settings, const Signal& signal, const NodeContext& context) const override {
        const auto reply = signal.as<desk::HttpReplied>();
        if (!reply) {
            return leave_by("error").setting("message", "the request could not be sent");
        }
        const bool good = reply->error.empty() && reply->status >= 200 && reply->status < 300;
        const bool unavailable = reply->error == "unavailable" && context.wired("unavailable");
        Step step = leave_by(good          ? "ok"
                             : unavailable ? "unavailable"
                                           : "error")
                        .setting("status", reply->status)
                        .setting("json", reply->json)
                        .setting("body", reply->body)
                        .setting("error", reply->error)
                        .setting("message", reply->message);
        return good && settings.into ? std::move(step).saving(settings.into.value, reply->json) : std::move(step);
    }
};

}  // namespace

NodeType integration_http() {
    return node_type<Http>("integration.http")
        .titled("HTTP request")
        .with_icon("world-www")
        .with_outputs({ok("ok", "A reply from 200 to 299."), error("error", "Any other reply, or none."),
                       error("unavailable", "The service failed too often; it was not called.")})
        .waiting(Waits::always)
        .hearing<desk::HttpReplied>()
        .checked_by(check_http);
}

}  // namespace millrace::nodes
