// The members of ctx: verbs are found in a table, what must be worked out is worked out once a call.

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/ctx/call.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/words.hpp"

namespace millrace::script {
namespace {

// Read from outside as a whole.
constexpr std::string_view scopes[] = {"contact", "conversation", "channel", "call", "target", "org"};

constexpr LibraryFunction verbs[] = {
    {"ask", ctx_ask},
    {"effect", ctx_effect},
    {"emit", ctx_emit},
    {"fail", ctx_fail},
    {"id", ctx_id},
    {"leave_by", ctx_leave_by},
    {"list", ctx_list},
    {"log", ctx_log},
    {"now", ctx_now},
    {"random", ctx_random},
    {"read", ctx_read},
    {"seconds", ctx_seconds},
    {"send", ctx_send},
    {"time", ctx_time},
    {"wait", ctx_wait},
    {"wait_for", ctx_wait_for},
    {"wait_for_event", ctx_wait_for_event},
};

constexpr LibraryFunction http_verbs[] = {
    {"delete", ctx_http_delete}, {"get", ctx_http_get}, {"patch", ctx_http_patch},
    {"post", ctx_http_post},     {"put", ctx_http_put},
};

bool is_scope(std::string_view name) {
    return std::find(std::begin(scopes), std::end(scopes), name) != std::end(scopes);
}

// Pushes what belongs to the name, converted.
void push_fresh(lua_State* lua, Call& call, std::string_view name) {
    const NodeContext& context = call.context();
    if (name == "event") {
        push_value(lua, call.seen("event", [&]() -> Value { return context.event(); }));
    } else if (name == "memory") {
        if (call.straight()) {
            luaL_error(lua, "expected a local variable: a script that runs straight keeps them, and has no ctx.memory");
        }
        call.memory_made = true;
        push_value(lua, context.memory());
    } else {
        push_value(lua, call.seen(std::string(name), [&]() -> Value { return context.read(name); }));
    }
    if (lua_isnil(lua, -1)) {  // so that ctx.contact.name is nil and not an error
        lua_pop(lua, 1);
        lua_createtable(lua, 0, 0);
    }
}

void push_worked_out(lua_State* lua, Call& call, std::string_view name) {
    if (!call.members_made) {
        lua_createtable(lua, 0, 2);
        lua_pushvalue(lua, -1);
        lua_rawseti(lua, LUA_REGISTRYINDEX, slot_members);
        call.members_made = true;
    } else {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_members);
    }
    push(lua, name);
    if (lua_rawget(lua, -2) != LUA_TNIL) {
        return;
    }
    lua_pop(lua, 1);
    push_fresh(lua, call, name);
    push(lua, name);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, -4);
}

int unknown_member(lua_State* lua, std::string_view name) {
    std::vector<std::string> known;
    for (const Word& word : words()) {
        const std::string_view member = word.name.substr(std::string_view("ctx.").size());
        known.emplace_back(member.substr(0, member.find('.')));
    }
    const std::string near = closest(name, known);
    return luaL_error(lua, "expected a member of ctx but it has no '%s'%s", std::string(name.substr(0, 60)).c_str(),
                      near.empty() ? "" : fmt::format(" (did you mean ctx.{}?)", near).c_str());
}

// ctx.node.lookup.total
int output_of_node(lua_State* lua) {
    Call& call = Call::of(lua);
    lua_rawgeti(lua, 1, 1);
    const std::string node(text_argument(lua, -1));
    const std::string name(text_argument(lua, 2));
    push_value(
        lua, call.seen("node." + node + "." + name, [&]() -> Value { return call.context().node_output(node, name); }));
    return 1;
}

int outputs_of_node(lua_State* lua) {
    text_argument(lua, 2);
    lua_createtable(lua, 1, 0);
    lua_pushvalue(lua, 2);
    lua_rawseti(lua, -2, 1);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_node_outputs_metatable);
    lua_setmetatable(lua, -2);
    return 1;
}

int read_only(lua_State* lua) {
    const char* const key = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "?";
    return luaL_error(lua, "expected ctx to stay as it is but '%s' is assigned; variables are in ctx.vars", key);
}

// Pushes a metatable.
void push_metatable(lua_State* lua, lua_CFunction index) {
    lua_createtable(lua, 0, 3);
    lua_pushcfunction(lua, index);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, read_only);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
}

}  // namespace

int ctx_member(lua_State* lua) {
    Call& call = Call::of(lua);
    if (lua_type(lua, 2) != LUA_TSTRING) {
        return unknown_member(lua, luaL_typename(lua, 2));
    }
    const std::string_view name = text_at(lua, 2);
    if (name == "vars") {
        push_vars(lua, call);
    } else if (name == "node") {
        lua_createtable(lua, 0, 0);
        lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_node_metatable);
        lua_setmetatable(lua, -2);
    } else if (name == "event" || name == "memory" || is_scope(name)) {
        push_worked_out(lua, call, name);
    } else {
        return unknown_member(lua, name);
    }
    return 1;
}

void add_ctx(lua_State* lua) {
    add_vars(lua);
    push_metatable(lua, outputs_of_node);
    lua_rawseti(lua, LUA_REGISTRYINDEX, slot_node_metatable);
    push_metatable(lua, output_of_node);
    lua_rawseti(lua, LUA_REGISTRYINDEX, slot_node_outputs_metatable);

    lua_createtable(lua, 0, static_cast<int>(std::size(verbs)) + 2);  // the verbs
    for (const LibraryFunction& verb : verbs) {
        lua_pushcfunction(lua, verb.function);
        lua_setfield(lua, -2, verb.name);
    }
    lua_pushlightuserdata(lua, nullptr);
    lua_setfield(lua, -2, "null");
    add_library(lua, "http", http_verbs, std::size(http_verbs));
    push_metatable(lua, ctx_member);
    lua_setmetatable(lua, -2);

    lua_newuserdatauv(lua, 0, 0);  // ctx itself, holding nothing
    lua_createtable(lua, 0, 3);
    lua_pushvalue(lua, -3);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, read_only);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    lua_rawseti(lua, LUA_REGISTRYINDEX, slot_ctx);
    lua_pop(lua, 1);
}

void write_memory(lua_State* lua, Call& call, Step& step) {
    if (!call.memory_made) {
        return;
    }
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_members);
    lua_pushliteral(lua, "memory");
    lua_rawget(lua, -2);
    step.remembered = value_argument(lua, -1, "ctx.memory");
    lua_pop(lua, 2);
}

void push_signal(lua_State* lua, const Signal& signal) {
    push_value(lua, signal.payload);
    if (!lua_istable(lua, -1) || signal.payload.is_list()) {
        lua_createtable(lua, 0, 2);
        lua_insert(lua, -2);
        lua_setfield(lua, -2, "payload");
    } else if (signal.payload.as_map().find("name") != nullptr) {
        push_value(lua, signal.payload);  // the payload's own name is in signal.payload.name
        lua_setfield(lua, -2, "payload");
    }
    push(lua, signal.name.view());
    lua_setfield(lua, -2, "name");
}

}  // namespace millrace::script
