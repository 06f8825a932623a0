#include "engine/script/sandbox/convert.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/faults.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/error_text.hpp"

namespace millrace::script {
namespace {

bool has_metatable(lua_State* lua, int at, Slot slot) {
    if (lua_getmetatable(lua, at) == 0) {
        return false;
    }
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot);
    const bool same = lua_rawequal(lua, -1, -2) != 0;
    lua_pop(lua, 2);
    return same;
}

class Converter {
public:
    Converter(lua_State* lua, std::string_view name) : lua_(lua), name_(name) {}

    Result<Value> convert(int at) {
        if (!lua_checkstack(lua_, 4 * (value_depth_max + 2))) {
            return Error{"script.failed", "expected room for a value but the stack is full"};
        }
        Value value;
        at = lua_absindex(lua_, at);
        const int top = lua_gettop(lua_);
        read(at, value);
        lua_settop(lua_, top);
        if (!message_.empty()) {
            return Error{"script.failed", message_};
        }
        return value;
    }

private:
    // The way from the outermost value to the one being read.
    struct Part {
        const void* table;
        std::string key = {};
        lua_Integer index = 0;
    };

    std::string path() const {
        std::string path(name_);
        for (const Part& part : path_) {
            if (part.index != 0) {
                path += fmt::format("[{}]", part.index);
            } else if (!part.key.empty()) {
                path += "." + printable(part.key, 40);
            }
        }
        return path;
    }

    bool refuse(std::string_view expected, std::string_view seen) {
        if (message_.empty()) {
            message_ = fmt::format("expected {} but {} {}", expected, path(), seen);
        }
        return false;
    }

    bool count_bytes(std::size_t bytes) {
        bytes_ += bytes;
        return bytes_ <= value_bytes_max || left_out("output_limits") ||
               refuse(fmt::format("a value of at most {} KiB", value_bytes_max >> 10), "goes beyond");
    }

    bool read(int at, Value& into) {
        State::of(lua_).charge(4);
        if (++nodes_ > value_nodes_max && !left_out("output_limits")) {
            return refuse(fmt::format("a value of at most {} parts", value_nodes_max), "goes beyond");
        }
        switch (lua_type(lua_, at)) {
            case LUA_TNIL:
                into = Value();
                return true;
            case LUA_TLIGHTUSERDATA:
                if (is_null(lua_, at)) {
                    into = Value();
                    return true;
                }
                return refuse("a value", "is an answer of ctx");
            case LUA_TBOOLEAN:
                into = Value(lua_toboolean(lua_, at) != 0);
                return true;
            case LUA_TNUMBER:
                return read_number(at, into);
            case LUA_TSTRING:
                return read_text(at, into);
            case LUA_TTABLE:
                return read_table(lua_absindex(lua_, at), into);
            default:
                return refuse("text, a number, a boolean, a table or ctx.null",
                              fmt::format("is a {}", luaL_typename(lua_, at)));
        }
    }

    bool read_number(int at, Value& into) {
        if (lua_isinteger(lua_, at) != 0) {
            into = Value(static_cast<std::int64_t>(lua_tointeger(lua_, at)));
            return true;
        }
        const double number = lua_tonumber(lua_, at);
        if (!std::isfinite(number)) {
            return refuse("a finite number", std::isnan(number) ? "is not a number (nan)" : "is infinite");
        }
        into = Value(number);
        return true;
    }

    bool read_text(int at, Value& into) {
        const std::string_view text = text_at(lua_, at);
        if (!count_bytes(text.size())) {
            return false;
        }
        if (!is_utf8(text)) {
            return refuse("UTF-8 text", "has other bytes");
        }
        into = Value(text);
        return true;
    }

    bool read_table(int at, Value& into) {
        if (path_.size() >= static_cast<std::size_t>(value_depth_max) && !left_out("output_limits")) {
            return refuse(fmt::format("at most {} levels", value_depth_max), "goes deeper");
        }
        const void* const table = lua_topointer(lua_, at);
        for (const Part& part : path_) {
            if (part.table == table && !left_out("output_limits")) {
                return refuse("a value without circles", "contains itself");
            }
        }
        if (left_out("output_limits")) {
            luaL_checkstack(lua_, 8, "value");
        }
        load_all(lua_, at);
        const bool is_list = has_metatable(lua_, at, slot_list_metatable);
        path_.push_back(Part{table});
        const bool done = read_members(at, is_list, into);
        path_.pop_back();
        return done;
    }

    bool read_members(int at, bool is_list, Value& into) {
        std::size_t count = 0;
        std::size_t texts = 0;
        std::size_t indices = 0;
        lua_Integer greatest = 0;
        lua_pushnil(lua_);
        while (lua_next(lua_, at) != 0) {
            lua_pop(lua_, 1);
            if (++count > static_cast<std::size_t>(value_nodes_max) && !left_out("output_limits")) {
                return refuse(fmt::format("a value of at most {} parts", value_nodes_max), "goes beyond");
            }
            if (lua_type(lua_, -1) == LUA_TSTRING) {
                ++texts;
            } else if (lua_isinteger(lua_, -1) != 0 && lua_tointeger(lua_, -1) >= 1) {
                ++indices;
                greatest = std::max(greatest, lua_tointeger(lua_, -1));
            } else {
                return refuse(
                    "keys that are text, or 1 to n",
                    fmt::format("has a key that is a {}", lua_type(lua_, -1) == LUA_TNUMBER ? "number outside of that"
                                                                                            : luaL_typename(lua_, -1)));
            }
        }
        State::of(lua_).charge(static_cast<std::int64_t>(count));
        if (indices == 0 && (texts > 0 || !is_list)) {
            return is_list ? refuse("a list", "has keys that are text") : read_map(at, texts, into);
        }
        if (texts > 0) {
            return refuse("either a list or a map", "has both places and names");
        }
        if (greatest != static_cast<lua_Integer>(indices)) {
            return refuse("a list without holes", fmt::format("has {} items but one at {}", indices, greatest));
        }
        std::vector<Value> items(indices);
        for (std::size_t i = 0; i < indices; ++i) {
            path_.back().index = static_cast<lua_Integer>(i) + 1;
            lua_rawgeti(lua_, at, path_.back().index);
            if (!read(-1, items[i])) {
                return false;
            }
            lua_pop(lua_, 1);
        }
        into = Value(List(std::move(items)));
        return true;
    }

    bool read_map(int at, std::size_t count, Value& into) {
        std::vector<Map::Entry> entries;
        entries.reserve(count);
        lua_pushnil(lua_);
        while (lua_next(lua_, at) != 0) {
            const std::string_view key = text_at(lua_, -2);
            path_.back().key = key;
            if (!count_bytes(key.size())) {
                return false;
            }
            if (!is_utf8(key)) {
                return refuse("keys in UTF-8", "has other bytes in its name");
            }
            Map::Entry& entry = entries.emplace_back(String(key), Value());
            if (!read(-1, entry.second)) {
                return false;
            }
            lua_pop(lua_, 1);
        }
        // In order, so that each lands at the end.
        std::sort(entries.begin(), entries.end(),
                  [](const Map::Entry& a, const Map::Entry& b) { return a.first.view() < b.first.view(); });
        Map map;
        for (Map::Entry& entry : entries) {
            map.set(std::move(entry.first), std::move(entry.second));
        }
        into = Value(std::move(map));
        return true;
    }

    lua_State* lua_;
    std::string_view name_;
    std::vector<Part> path_;
    std::string message_;
    int nodes_ = 0;
    std::size_t bytes_ = 0;
};

void push_inner(lua_State* lua, const Value& value) {
    if (value.is_nil()) {
        lua_pushlightuserdata(lua, nullptr);
    } else {
        push_value(lua, value);
    }
}

}  // namespace

void push_value(lua_State* lua, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::nil:
            lua_pushnil(lua);
            break;
        case Value::Kind::boolean:
            lua_pushboolean(lua, value.as_bool() ? 1 : 0);
            break;
        case Value::Kind::integer:
            lua_pushinteger(lua, value.as_integer());
            break;
        case Value::Kind::number:
            lua_pushnumber(lua, value.as_number());
            break;
        case Value::Kind::string:
            push(lua, value.as_string());
            break;
        case Value::Kind::list: {
            const List& list = value.as_list();
            luaL_checkstack(lua, 4, "value");
            State::of(lua).charge(static_cast<std::int64_t>(4 + list.size()));
            lua_createtable(lua, static_cast<int>(list.size()), 0);
            lua_Integer at = 0;
            for (const Value& item : list) {
                push_inner(lua, item);
                lua_rawseti(lua, -2, ++at);
            }
            mark_list(lua, -1);
            break;
        }
        case Value::Kind::map: {
            const Map& map = value.as_map();
            luaL_checkstack(lua, 4, "value");
            State::of(lua).charge(static_cast<std::int64_t>(4 + map.size()));
            lua_createtable(lua, 0, static_cast<int>(map.size()));
            for (const Map::Entry& entry : map) {
                push(lua, entry.first.view());
                push_inner(lua, entry.second);
                lua_rawset(lua, -3);
            }
            break;
        }
    }
}

Result<Value> to_value(lua_State* lua, int at, std::string_view name) {
    // What most scripts give is one small thing.
    switch (lua_type(lua, at)) {
        case LUA_TNIL:
            return Value();
        case LUA_TBOOLEAN:
            return Value(lua_toboolean(lua, at) != 0);
        case LUA_TNUMBER:
            if (lua_isinteger(lua, at) != 0) {
                return Value(static_cast<std::int64_t>(lua_tointeger(lua, at)));
            }
            break;
        default:
            break;
    }
    return Converter(lua, name).convert(at);
}

Value value_argument(lua_State* lua, int at, std::string_view name) {
    Result<Value> value = to_value(lua, at, name);
    if (!value) {
        luaL_where(lua, 1);
        push(lua, value.error().message);
        lua_concat(lua, 2);
        lua_error(lua);
    }
    return std::move(*value);
}

void mark_list(lua_State* lua, int at) {
    at = lua_absindex(lua, at);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_list_metatable);
    lua_setmetatable(lua, at);
}

bool is_vars(lua_State* lua, int at) {
    return has_metatable(lua, at, slot_vars_metatable);
}

bool identical(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) {
        return false;
    }
    if (a.is_list()) {
        const List& left = a.as_list();
        const List& right = b.as_list();
        return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), identical);
    }
    if (a.is_map()) {
        const Map& left = a.as_map();
        const Map& right = b.as_map();
        return left.size() == right.size() &&
               std::equal(left.begin(), left.end(), right.begin(), [](const Map::Entry& x, const Map::Entry& y) {
                   return x.first == y.first && identical(x.second, y.second);
               });
    }
    return a == b;
}

}  // namespace millrace::script
