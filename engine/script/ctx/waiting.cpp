// The verbs that wait. In enter and resume wait_for() makes an answer; in a straight script every one of them is a
// question: answered from the recording, by the signal that has just come, or by ending the turn until one does.

#include <cstdint>

#include "engine/script/ctx/call.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/value/json.hpp"

namespace millrace::script {
namespace {

// What a reply may keep when nothing was chosen with `save`.
constexpr std::size_t reply_bytes_max = std::size_t{48} << 10;

Call& straight_call(lua_State* lua, const char* verb) {
    Call& call = Call::of(lua);
    call.count();
    if (!call.straight()) {
        luaL_error(lua,
                   "expected ctx.%s in a `run` function: enter and resume answer with `return ctx.wait_for(…)` instead",
                   verb);
    }
    return call;
}

// The names of signals: one text or a list of them.
std::vector<String> signals_at(lua_State* lua, int at) {
    std::vector<String> names;
    if (lua_type(lua, at) == LUA_TSTRING) {
        names.emplace_back(text_at(lua, at));
        return names;
    }
    table_argument(lua, at);
    const auto count = static_cast<lua_Integer>(lua_rawlen(lua, at));
    for (lua_Integer i = 1; i <= count && i <= 100; ++i) {
        if (lua_rawgeti(lua, at, i) != LUA_TSTRING) {
            luaL_error(lua, "expected the names of signals but item %d is a %s", static_cast<int>(i),
                       luaL_typename(lua, -1));
        }
        names.emplace_back(text_at(lua, -1));
        lua_pop(lua, 1);
    }
    if (names.empty()) {
        luaL_argerror(lua, at, "expected the name of a signal");
    }
    return names;
}

// { ["queue.join"] = { queue = "sales" } }, in the order of the names.
void read_effects(lua_State* lua, Options& options, const char* option, std::vector<Effect>& into) {
    const Value effects = options.value(option);
    if (effects.is_nil()) {
        return;
    }
    if (!effects.is_map()) {
        luaL_error(lua, "expected %s to be a table from the names of effects to what they need", option);
    }
    for (const Map::Entry& entry : effects.as_map()) {
        into.push_back(Effect{entry.first, entry.second});
    }
}

Time deadline(Call& call, Duration within) {
    return call.state().outside([&]() -> Time { return call.context().now(); }) + within;
}

// Menu options go out as {value, label}; a plain text is both.
Value menu_options(lua_State* lua, Options& options) {
    const Value given = options.value("options");
    if (given.is_nil()) {
        return Value();
    }
    if (!given.is_list()) {
        luaL_error(lua, "expected options to be a list");
    }
    List list;
    for (const Value& option : given.as_list()) {
        if (option.is_string()) {
            list.push(Map{{"label", option}, {"value", option}});
        } else {
            list.push(option);
        }
    }
    return list;
}

// The reply as the script sees it, small enough to be remembered.
Value reply_of(const Signal& signal, bool chosen) {
    Map reply = signal.payload.is_map() ? signal.payload.as_map() : Map();
    if (reply.find("status") == nullptr) {
        reply.set("status", 0);
    }
    if (!chosen && json::dump(signal.payload).size() > reply_bytes_max) {
        return Map{{"status", reply["status"]}, {"error", "too_large"}};
    }
    return reply;
}

}  // namespace

int ctx_wait_for(lua_State* lua) {
    Call& call = Call::of(lua);
    call.count();
    std::vector<String> names = signals_at(lua, 1);
    Options options(lua, 2, "wait_for", {"within", "holding", "asking", "newer"});
    Step step = wait_for(std::move(names));
    const std::optional<Duration> within = options.duration("within");
    if (within) {
        step.due = deadline(call, *within);
    }
    read_effects(lua, options, "holding", step.holds);
    read_effects(lua, options, "asking", step.effects);
    step.newer = options.value("newer").truthy();
    if (!call.straight()) {
        const std::size_t number = call.add_answer(std::move(step));
        lua_pushlightuserdata(lua, reinterpret_cast<void*>(static_cast<std::uintptr_t>(number + 1)));
        return 1;
    }
    List given;
    for (const String& name : step.signals) {
        given.push(name);
    }
    for (const std::vector<Effect>* effects : {&step.holds, &step.effects}) {
        for (const Effect& effect : *effects) {
            given.push(List{effect.name, effect.payload});
        }
    }
    given.push(within ? Value(within->ms) : Value());
    const Asked question = asked("wait_for", given);
    if (const Value* known = call.recorded(question)) {
        push_signal(lua, Signal{(*known)["name"].as_shared_string(), (*known)["payload"]});
        return 1;
    }
    if (const Signal* signal = call.arrived()) {
        call.record(question, Map{{"name", signal->name}, {"payload", signal->payload}});
        push_signal(lua, *signal);
        return 1;
    }
    call.wait(question, std::move(step));
}

int ctx_ask(lua_State* lua) {
    Call& call = straight_call(lua, "ask");
    const String text(text_argument(lua, 1));
    Options options(lua, 2, "ask", {"within", "options"});
    const std::optional<Duration> within = options.duration("within");
    const Value menu = menu_options(lua, options);
    const Asked question = asked("ask", List{text, menu, within ? Value(within->ms) : Value()});
    if (const Value* known = call.recorded(question)) {
        push_value(lua, *known);
        return 1;
    }
    if (const Signal* signal = call.arrived()) {
        const Value answer = signal->is_timer() ? Value() : Value(signal->payload["text"]);
        call.record(question, answer);
        push_value(lua, answer);
        return 1;
    }
    Step step = wait_for(std::vector<String>{"message.received"});
    step.newer = true;
    if (within) {
        step.due = deadline(call, *within);
    }
    Map message{{"text", text}};
    if (!menu.is_nil()) {
        message.set("options", menu);
    }
    step.effects.push_back(Effect{"message.send", std::move(message)});
    call.wait(question, std::move(step));
}

int ctx_wait(lua_State* lua) {
    Call& call = straight_call(lua, "wait");
    const Duration duration = duration_at(lua, 1, "the time to wait");
    const Asked question = asked("wait", duration.ms);
    if (call.recorded(question) != nullptr) {
        return 0;
    }
    if (call.arrived() != nullptr) {
        call.record(question, Value());
        return 0;
    }
    call.wait(question, wait_until(deadline(call, duration)));
}

int ctx_wait_for_event(lua_State* lua) {
    Call& call = straight_call(lua, "wait_for_event");
    const String name(text_argument(lua, 1));
    Options options(lua, 2, "wait_for_event", {"key", "within"});
    const Value key = options.value("key");
    const std::optional<Duration> within = options.duration("within");
    if (!key.is_nil() && !key.is_string()) {
        return luaL_error(lua, "expected key to be text");
    }
    const Asked question = asked("wait_for_event", List{name, key, within ? Value(within->ms) : Value()});
    Value payload;
    if (const Value* known = call.recorded(question)) {
        payload = *known;
    } else if (const Signal* signal = call.arrived()) {
        // An event without a payload is still an event: an empty table, where nil is the time that ran out.
        payload = signal->is_timer() ? Value() : signal->payload.is_nil() ? Value(Map{}) : signal->payload;
        call.record(question, payload);
    } else {
        Step step = wait_for(std::vector<String>{name});
        if (within) {
            step.due = deadline(call, *within);
        }
        if (key.is_string()) {
            step.holds.push_back(Effect{"event.subscribe", Map{{"event", name}, {"key", key}}});
        }
        call.wait(question, std::move(step));
    }
    push_value(lua, payload);
    return 1;
}

namespace {

int http(lua_State* lua, const char* method) {
    Call& call = straight_call(lua, "http");
    Map request{{"method", method}, {"url", text_argument(lua, 1)}};
    Options options(lua, 2, "http", {"headers", "json", "body", "timeout", "attempts", "save"});
    for (const char* name : {"headers", "json", "body", "attempts", "save"}) {
        if (Value value = options.value(name); !value.is_nil()) {
            request.set(name, std::move(value));
        }
    }
    if (const std::optional<Duration> timeout = options.duration("timeout")) {
        request.set("timeout", to_text(*timeout));
    }
    const bool chosen = request.find("save") != nullptr;
    const Asked question = asked("http", request);
    if (const Value* known = call.recorded(question)) {
        push_value(lua, *known);
        return 1;
    }
    if (const Signal* signal = call.arrived()) {
        const Value reply = reply_of(*signal, chosen);
        call.record(question, reply);
        push_value(lua, reply);
        return 1;
    }
    Step step = wait_for(std::vector<String>{"http.replied"});
    step.effects.push_back(Effect{"http.request", std::move(request)});
    call.wait(question, std::move(step));
}

}  // namespace

int ctx_http_get(lua_State* lua) {
    return http(lua, "GET");
}
int ctx_http_post(lua_State* lua) {
    return http(lua, "POST");
}
int ctx_http_put(lua_State* lua) {
    return http(lua, "PUT");
}
int ctx_http_patch(lua_State* lua) {
    return http(lua, "PATCH");
}
int ctx_http_delete(lua_State* lua) {
    return http(lua, "DELETE");
}

}  // namespace millrace::script
