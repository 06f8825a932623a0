#include "engine/value/codec.hpp"

#include <algorithm>

namespace millrace {
namespace {

enum class Tag : std::uint8_t { nil, no, yes, integer, number, string, list, map };
constexpr std::uint8_t tag_count = 8;
constexpr std::size_t reserve_max = 64;  // a damaged count must not cost memory that its bytes cannot fill

void write(const Value& value, ByteWriter& out, int depth_left);

void tag(Tag tag, ByteWriter& out) {
    out.byte(static_cast<std::uint8_t>(tag));
}

void write_list(const List& list, ByteWriter& out, int depth_left) {
    tag(Tag::list, out);
    out.varint(list.size());
    for (const Value& item : list) {
        write(item, out, depth_left);
    }
}

void write_map(const Map& map, ByteWriter& out, int depth_left) {
    tag(Tag::map, out);
    out.varint(map.size());
    for (const auto& [key, value] : map) {
        out.text(key);
        write(value, out, depth_left);
    }
}

void write(const Value& value, ByteWriter& out, int depth_left) {
    switch (value.kind()) {
        case Value::Kind::nil:
            return tag(Tag::nil, out);
        case Value::Kind::boolean:
            return tag(value.as_bool() ? Tag::yes : Tag::no, out);
        case Value::Kind::integer:
            tag(Tag::integer, out);
            return out.integer(value.as_integer());
        case Value::Kind::number:
            tag(Tag::number, out);
            return out.number(value.as_number());
        case Value::Kind::string:
            tag(Tag::string, out);
            return out.text(value.as_string());
        case Value::Kind::list:
            MILLRACE_ASSERT(depth_left > 0);  // what cannot be read back must not be written
            return write_list(value.as_list(), out, depth_left - 1);
        case Value::Kind::map:
            MILLRACE_ASSERT(depth_left > 0);
            return write_map(value.as_map(), out, depth_left - 1);
    }
}

Value read(ByteReader& in, int depth_left);

// A number of parts, each of which takes at least `part_size_min` bytes.
std::size_t read_count(ByteReader& in, std::size_t part_size_min, int depth_left) {
    const std::uint64_t count = in.varint();
    if (depth_left == 0 || count > in.left() / part_size_min) {
        in.fail();
        return 0;
    }
    return static_cast<std::size_t>(count);
}

Value read_list(ByteReader& in, int depth_left) {
    const std::size_t count = read_count(in, 1, depth_left);
    std::vector<Value> items;
    items.reserve(std::min(count, reserve_max));
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        items.push_back(read(in, depth_left - 1));
    }
    return List(std::move(items));
}

Value read_map(ByteReader& in, int depth_left) {
    const std::size_t count = read_count(in, 2, depth_left);
    std::vector<Map::Entry> entries;
    entries.reserve(std::min(count, reserve_max));
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        String key(in.text());
        // One content has one form: keys out of order or twice were never written.
        if (!entries.empty() && key <= entries.back().first) {
            in.fail();
            break;
        }
        entries.emplace_back(std::move(key), read(in, depth_left - 1));
    }
    return Map(std::move(entries));
}

Value read(ByteReader& in, int depth_left) {
    const std::uint8_t byte = in.byte();
    if (byte >= tag_count) {
        in.fail();
        return {};
    }
    switch (static_cast<Tag>(byte)) {
        case Tag::nil:
            return {};
        case Tag::no:
            return false;
        case Tag::yes:
            return true;
        case Tag::integer:
            return in.integer();
        case Tag::number:
            return in.number();
        case Tag::string:
            return in.text();
        case Tag::list:
            return read_list(in, depth_left);
        case Tag::map:
            return read_map(in, depth_left);
    }
    return {};
}

}  // namespace

void encode(const Value& value, ByteWriter& out) {
    write(value, out, codec_depth_max);
}

Value decode_value(ByteReader& in) {
    Value value = read(in, codec_depth_max);
    return in.failed() ? Value() : value;
}

}  // namespace millrace
