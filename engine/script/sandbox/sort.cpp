#include "engine/script/sandbox/sort.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "engine/script/sandbox/arguments.hpp"

namespace millrace::script {
namespace {

constexpr int list_index = 1;
constexpr int function_index = 2;
constexpr int copy_index = 3;  // the elements as they were: nothing the function does can change them

struct Element {
    lua_Integer place = 0;  // in the copy
    bool is_number = false;
    bool is_integer = false;
    lua_Integer integer = 0;
    lua_Number number = 0;
    std::string_view text = {};  // the copy holds it
};

bool less(const Element& a, const Element& b) {
    if (!a.is_number) {
        return a.text < b.text;
    }
    return a.is_integer && b.is_integer ? a.integer < b.integer : a.number < b.number;
}

void read_element(lua_State* lua, Element& element, bool by_function) {
    const int type = lua_rawgeti(lua, copy_index, element.place);
    if (!by_function) {
        if (type == LUA_TNUMBER) {
            element.is_number = true;
            element.is_integer = lua_isinteger(lua, -1) != 0;
            element.integer = element.is_integer ? lua_tointeger(lua, -1) : 0;
            element.number = lua_tonumber(lua, -1);
        } else if (type == LUA_TSTRING) {
            element.text = text_at(lua, -1);
        } else {
            luaL_error(lua, "expected numbers or texts to sort but there is a %s", luaL_typename(lua, -1));
        }
    }
    lua_pop(lua, 1);
}

// Bottom-up merging: a wrong order function gives a wrong order, never a wrong place in memory and never more work.
template <class Less>
void merge_sort(std::vector<Element>& elements, Less comes_before) {
    std::vector<Element> other(elements.size());
    for (std::size_t width = 1; width < elements.size(); width *= 2) {
        for (std::size_t begin = 0; begin < elements.size(); begin += 2 * width) {
            const std::size_t middle = std::min(begin + width, elements.size());
            const std::size_t end = std::min(begin + 2 * width, elements.size());
            std::size_t left = begin;
            std::size_t right = middle;
            for (std::size_t to = begin; to < end; ++to) {
                const bool take_right =
                    right < end && (left == middle || comes_before(elements[right], elements[left]));
                other[to] = elements[take_right ? right++ : left++];
            }
        }
        elements.swap(other);
    }
}

}  // namespace

void sort_list(lua_State* lua, lua_Integer length) {
    State& state = State::of(lua);
    state.charge(length * 8);  // before any memory is taken for it
    const bool by_function = !lua_isnil(lua, function_index);
    const Deeper deeper(state);

    lua_createtable(lua, static_cast<int>(std::min<lua_Integer>(length, 1 << 20)), 0);
    std::vector<Element> elements(static_cast<std::size_t>(length));
    for (lua_Integer i = 1; i <= length; ++i) {
        lua_rawgeti(lua, list_index, i);
        lua_rawseti(lua, copy_index, i);
        Element& element = elements[static_cast<std::size_t>(i - 1)];
        element.place = i;
        read_element(lua, element, by_function);
        if (!by_function && element.is_number != elements[0].is_number) {
            luaL_error(lua, "expected either numbers or texts to sort but there are both");
        }
    }
    merge_sort(elements, [&](const Element& a, const Element& b) {
        if (!by_function) {
            state.charge(1 + static_cast<std::int64_t>(std::min(a.text.size(), b.text.size()) / 16));
            return less(a, b);
        }
        state.charge(4);
        lua_pushvalue(lua, function_index);
        lua_rawgeti(lua, copy_index, a.place);
        lua_rawgeti(lua, copy_index, b.place);
        lua_call(lua, 2, 1);
        const bool answer = lua_toboolean(lua, -1) != 0;
        lua_pop(lua, 1);
        return answer;
    });
    for (std::size_t i = 0; i < elements.size(); ++i) {
        lua_rawgeti(lua, copy_index, elements[i].place);
        lua_rawseti(lua, list_index, static_cast<lua_Integer>(i) + 1);
    }
}

}  // namespace millrace::script
