// The program itself: is it well, what can it do.

#include "api/openapi/flow_schema.hpp"
#include "api/openapi/openapi.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/value/json.hpp"

namespace millrace::api {
namespace {

// Never touches the store: a process that answers this is alive, whatever its disk does.
void alive(const Call&, Respond respond) {
    respond(http::Answer::json(Map{{"status", "alive"}}));
}

http::Answer ready(const Call& call) {
    const std::string why_not = call.services.not_ready ? call.services.not_ready() : "";
    if (!why_not.empty()) {
        return http::problem(503, {"server.not_ready", why_not}).with_retry_after(seconds(1));
    }
    return http::Answer::json(Map{{"status", "ready"}});
}

http::Answer metrics(const Call& call) {
    return http::Answer::text(200, call.services.metrics ? call.services.metrics() : "");
}

http::Answer openapi(const Call&) {
    return http::Answer::json_text(200, json::dump_pretty(openapi_document()));
}

http::Answer flow_schema(const Call& call) {
    return http::Answer::json(flow_json_schema(*call.services.catalogues.of(call.org())));
}

http::Answer demo(const Call& call) {
    if (!call.services.demo) {
        return http::problem(404, {"demo.off", "expected the demo but this server was started without --demo"});
    }
    const auto user = [](const char* email, const char* role, List teams) {
        return Value(Map{{"email", email}, {"role", role}, {"teams", std::move(teams)}});
    };
    return http::Answer::json(
        Map{{"demo", true},
            {"users", List{user("admin@demo.test", "admin", {}),
                           user("supervisor@demo.test", "supervisor", {"sales", "support", "customer_service"}),
                           user("agent1@demo.test", "sales_rep", {"sales", "support"}),
                           user("agent2@demo.test", "sales_rep", {"support", "customer_service"})}},
            {"password_hint", call.services.demo_password_hint}});
}

// What `order_lookup` calls: orders 1000 to 1999 exist.
http::Answer demo_order(const Call& call) {
    const std::string_view number = call.param("number");
    if (!call.services.demo || number.size() != 4 || number[0] != '1' ||
        number.find_first_not_of("0123456789") != std::string_view::npos) {
        return http::problem(404, {"order.unknown", "expected the number of an order but there is none with '" +
                                                        std::string(number) + "'"});
    }
    static constexpr const char* states[] = {"being packed", "on its way", "delivered"};
    return http::Answer::json(
        Map{{"number", number}, {"status", states[(number[3] - '0') % 3]}, {"items", number[2] - '0' + 1}});
}

Operation open_to_all(Operation op) {
    op.door = Operation::Door::anybody;
    return op;
}

}  // namespace

void add_system(std::vector<Operation>& all) {
    Operation live = open_to_all(getting("/healthz", "", "The process is alive.", nullptr));
    live.read = nullptr;
    live.run = alive;
    all.push_back(std::move(live));
    all.push_back(open_to_all(getting("/readyz", "", "The store takes commits.", ready)));
    all.push_back(open_to_all(getting("/metrics", "", "Figures for Prometheus.", metrics)));
    all.push_back(open_to_all(getting("/api/openapi.json", "", "This API as OpenAPI 3.1.", openapi)));
    all.push_back(open_to_all(
        getting("/api/schemas/flow.json", "", "A JSON Schema that completes flow files in an editor.", flow_schema)));
    all.push_back(open_to_all(getting("/api/demo", "", "Who may log in to the demo.", demo)));
    all.push_back(open_to_all(getting("/demo/orders/{number}", "", "An order of the demo's shop.", demo_order)));
}

}  // namespace millrace::api
