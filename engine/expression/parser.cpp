#include "engine/expression/parser.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "engine/expression/complaint.hpp"
#include "engine/expression/function.hpp"

namespace millrace::expression {
namespace {

struct BinaryOperator {
    std::string_view text;
    Op op;
    int left;
    int right;  // lower than left: the operator groups from the right
};

// The numbers are Lua's own (lparser.c).
constexpr int unary_priority = 12;
// clang-format off
constexpr std::array<BinaryOperator, 21> binary_operators = {{
    {"or", Op::logical_or, 1, 1},
    {"and", Op::logical_and, 2, 2},
    {"<", Op::less, 3, 3}, {">", Op::greater, 3, 3}, {"<=", Op::at_most, 3, 3}, {">=", Op::at_least, 3, 3},
    {"~=", Op::unequal, 3, 3}, {"==", Op::equal, 3, 3},
    {"|", Op::bit_or, 4, 4},
    {"~", Op::bit_xor, 5, 5},
    {"&", Op::bit_and, 6, 6},
    {"<<", Op::shift_left, 7, 7}, {">>", Op::shift_right, 7, 7},
    {"..", Op::concat, 9, 8},
    {"+", Op::add, 10, 10}, {"-", Op::subtract, 10, 10},
    {"*", Op::multiply, 11, 11}, {"/", Op::divide, 11, 11}, {"//", Op::floor_divide, 11, 11},
    {"%", Op::modulo, 11, 11},
    {"^", Op::power, 14, 13},
}};
// clang-format on

struct UnaryOperator {
    std::string_view text;
    Op op;
};
constexpr std::array<UnaryOperator, 4> unary_operators = {
    {{"not", Op::logical_not}, {"#", Op::length}, {"-", Op::negate}, {"~", Op::bit_not}}};

// A long chain such as a or b or c is as deep as it is long; evaluation walks down the whole of it.
constexpr int height_max = 1000;

template <class Operators>
const typename Operators::value_type* find_operator(const Operators& operators, const Token& token) {
    const auto found =
        std::find_if(operators.begin(), operators.end(), [&](const auto& o) { return token.is(o.text); });
    return found == operators.end() ? nullptr : &*found;
}

// What people write who come from another language.
std::string_view advice(std::string_view found) {
    // clang-format off
    constexpr std::array<std::array<std::string_view, 2>, 18> habits = {{
        {"!=", "unequal is written ~="}, {"=", "equal is written =="}, {"&&", "write and"}, {"AND", "write and"},
        {"||", "write or; text is joined with .."}, {"OR", "write or"}, {"!", "write not"}, {"NOT", "write not"},
        {"?", "write `condition and this or that`"}, {"=>", "at least is written >="},
        {"{", "a list is written list(1, 2)"}, {":", "there are no methods; write upper(x), not x:upper()"},
        {"function", "functions cannot be defined here"}, {"null", "write nil"}, {"None", "write nil"},
        {"undefined", "write nil"}, {"...", "text is joined with .."}, {"in", "write has(list, value)"},
    }};
    // clang-format on
    for (const auto& [habit, instead] : habits) {
        if (habit == found) {
            return instead;
        }
    }
    return {};
}

bool is_identifier(std::string_view name) {
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string name_of(const Root& root, const std::vector<std::string>& path) {
    std::string name = root.name;
    for (const std::string& part : path) {
        name += is_identifier(part) ? fmt::format(".{}", part) : fmt::format("['{}']", part);
    }
    return name;
}

}  // namespace

Parser::Parser(std::string_view whole, std::size_t begin, std::size_t end, const Vocabulary& vocabulary)
    : whole_(whole), base_(begin), end_(end), vocabulary_(vocabulary), lexer_(whole, begin, end), taken_to_(begin) {
    tree_.source = std::string(whole.substr(begin, end - begin));
    tree_.base = static_cast<std::uint32_t>(begin);
}

Result<Expression> Parser::run() {
    read();
    if (mistake_) {
        return complaint(whole_, mistake_->place.at, mistake_->sentence);
    }
    return Expression(std::make_shared<const Tree>(std::move(tree_)));
}

void Parser::read() {
    if (end_ - base_ > source_bytes_max) {
        mistake_ = Mistake{
            {static_cast<std::uint32_t>(base_), static_cast<std::uint32_t>(end_ - base_)},
            fmt::format("expected an expression of at most {} bytes but it has {}", source_bytes_max, end_ - base_)};
        return;
    }
    take();
    binary(0);
    if (!mistake_ && token_.kind != Token::Kind::end) {
        unexpected("an operator or the end");
    }
}

// Everything up to an operator that binds no closer than `limit`.
Parser::Index Parser::binary(int limit) {
    if (++nesting_ > nesting_max) {
        --nesting_;
        return fail(token_.at, fmt::format("expected at most {} levels of nesting but there are more", nesting_max));
    }
    Index left = find_operator(unary_operators, token_) ? unary() : primary();
    for (const auto* op = find_operator(binary_operators, token_); op && op->left > limit;
         op = find_operator(binary_operators, token_)) {
        if (op->op == Op::concat) {
            left = concat(left);
            continue;
        }
        take();
        const Index right = binary(op->right);
        left = add(Node{op->op, 0, left, right, since(begin_of(left))}, std::max(heights_[left], heights_[right]) + 1);
    }
    --nesting_;
    return left;
}

Parser::Index Parser::unary() {
    const Op op = find_operator(unary_operators, token_)->op;
    const std::size_t begin = take().at;
    const Index operand = binary(unary_priority);
    Node& node = tree_.nodes[operand];
    if (op == Op::negate && node.op == Op::constant && tree_.constants[node.a].is_number()) {
        Value& literal = tree_.constants[node.a];
        literal = literal.is_integer()
                      ? Value(static_cast<std::int64_t>(-static_cast<std::uint64_t>(literal.as_integer())))
                      : Value(-literal.as_number());
        node.place = since(begin);
        return operand;
    }
    return add(Node{op, 0, operand, 0, since(begin)}, heights_[operand] + 1);
}

// a .. b .. c is one node: joined at once it copies each part once.
Parser::Index Parser::concat(Index first) {
    std::vector<Index> parts{first};
    int height = heights_[first];
    while (take_if("..")) {
        parts.push_back(binary(9));
        height = std::max(height, heights_[parts.back()]);
    }
    const auto begin = static_cast<Index>(tree_.arguments.size());
    tree_.arguments.insert(tree_.arguments.end(), parts.begin(), parts.end());
    return add(Node{Op::concat, 0, begin, static_cast<Index>(parts.size()), since(begin_of(first))}, height + 1);
}

Parser::Index Parser::primary() {
    if (token_.kind == Token::Kind::literal) {
        Token literal = take();
        return add_constant(std::move(literal.value), since(literal.at));
    }
    if (token_.kind == Token::Kind::name) {
        const Token name = take();
        if (token_.is("(")) {
            return suffixed(call(name));
        }
        return vocabulary_.find(name.text) < 0 ? unknown_name(name) : suffixed(reference(name));
    }
    const std::size_t at = token_.at;
    if (take_if("nil")) {
        return add_constant(Value(), since(at));
    }
    if (take_if("true")) {
        return add_constant(Value(true), since(at));
    }
    if (take_if("false")) {
        return add_constant(Value(false), since(at));
    }
    return token_.is("(") ? suffixed(parenthesised()) : unexpected("a value");
}

Parser::Index Parser::parenthesised() {
    const std::size_t begin = take().at;
    const Index inner = binary(0);
    expect(")", "a closing )");
    tree_.nodes[inner].place = since(begin);
    return inner;
}

Parser::Index Parser::suffixed(Index base) {
    while (token_.is(".") || token_.is("[")) {
        const std::size_t begin = begin_of(base);
        const Index key = member();
        base = add(Node{Op::index, 0, base, key, since(begin)}, std::max(heights_[base], heights_[key]) + 1);
    }
    if (token_.is("(")) {
        return fail(token_.at, "expected an operator but found `(`; only functions by name can be called");
    }
    return base;
}

// The key of `.name` or `[key]`. After a point every word is a name: what comes from outside may be called `end`.
Parser::Index Parser::member() {
    if (take_if("[")) {
        const Index key = binary(0);
        expect("]", "a closing ]");
        return key;
    }
    take();
    if (token_.kind != Token::Kind::name && token_.kind != Token::Kind::word) {
        return unexpected("a name after the point");
    }
    const Token name = take();
    return add_constant(Value(name.text), since(name.at));
}

Parser::Index Parser::reference(const Token& name) {
    const int index = vocabulary_.find(name.text);
    const Root& root = vocabulary_.roots[static_cast<std::size_t>(index)];
    Reference reference{index};
    Span place = since(name.at);
    const auto finish = [&] {
        reference.name = name_of(root, reference.path);
        reference.is_variable = root.holds_variables && reference.path.size() == 1;
        return add_reference(reference, place);
    };
    while (static_cast<int>(reference.path.size()) < root.depth && (token_.is(".") || token_.is("["))) {
        const Index key = member();
        if (mistake_) {
            return 0;
        }
        if (!tree_.is_constant(key) || !tree_.constant(key).is_string()) {
            const Index base = finish();
            return add(Node{Op::index, 0, base, key, since(name.at)}, heights_[key] + 1);
        }
        reference.path.emplace_back(tree_.constant(key).as_string());
        place = since(name.at);
    }
    return finish();
}

Parser::Index Parser::unknown_name(const Token& name) {
    if (const std::string_view instead = advice(name.text); !instead.empty()) {
        return fail(name.at, fmt::format("expected a value but found {}; {}", quote(name.text), instead));
    }
    if (const int function = find_function(name.text); function >= 0) {
        return fail(name.at, fmt::format("expected `(` after the function {}; write {}", name.text,
                                         functions()[static_cast<std::size_t>(function)].signature()));
    }
    std::vector<std::string> roots;
    for (const Root& root : vocabulary_.roots) {
        roots.push_back(root.name);
    }
    const bool has_members = token_.is(".") || token_.is("[");
    std::string near = has_members ? closest(name.text, roots) : std::string();
    if (near.empty() && vocabulary_.variables()) {
        near = fmt::format("{}.{}", vocabulary_.variables()->name, name.text);
    }
    return fail(name.at, fmt::format("expected a name that begins with {} but found {}{}", fmt::join(roots, ", "),
                                     quote(name.text), near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
}

Parser::Index Parser::call(const Token& name) {
    const int function = find_function(name.text);
    if (function < 0) {
        std::vector<std::string> names;
        for (const Function& known : functions()) {
            names.emplace_back(known.name);
        }
        const std::string near = closest(name.text, names);
        return fail(name.at, fmt::format("expected a function but {} is none; {}", quote(name.text),
                                         near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                                      : fmt::format("did you mean `{}`?", near)));
    }
    take();
    std::vector<Index> arguments;
    int height = 0;
    if (!token_.is(")")) {
        do {
            arguments.push_back(binary(0));
            height = std::max(height, heights_[arguments.back()]);
        } while (take_if(","));
    }
    expect(")", "a comma or a closing )");
    const auto index = static_cast<std::uint16_t>(function);
    check_arguments(name, index, arguments.size());
    tree_.asks_time = tree_.asks_time || functions()[index].asks_time;
    const auto begin = static_cast<Index>(tree_.arguments.size());
    tree_.arguments.insert(tree_.arguments.end(), arguments.begin(), arguments.end());
    return add(Node{Op::call, index, begin, static_cast<Index>(arguments.size()), since(name.at)}, height + 1);
}

void Parser::check_arguments(const Token& name, std::uint16_t index, std::size_t given) {
    const Function& function = functions()[index];
    const std::size_t min = function.arguments_min();
    const std::size_t max = function.arguments_max();
    if (given >= min && given <= max) {
        return;
    }
    const std::string count = min == max    ? std::to_string(min)
                              : given < min ? fmt::format("at least {}", min)
                                            : fmt::format("at most {}", max);
    fail(name.at, fmt::format("expected {} argument{} for {} but found {}", count, count.back() == '1' ? "" : "s",
                              function.signature(), given));
}

Parser::Index Parser::add(Node node, int height) {
    tree_.nodes.push_back(node);
    heights_.push_back(height);
    if (height > height_max) {
        fail(base_ + node.place.at, fmt::format("expected at most {} operators in one chain but there are more; split "
                                                "the expression",
                                                height_max));
    }
    return static_cast<Index>(tree_.nodes.size() - 1);
}

Parser::Index Parser::add_constant(Value value, Span place) {
    tree_.constants.push_back(std::move(value));
    return add(Node{Op::constant, 0, static_cast<Index>(tree_.constants.size() - 1), 0, place}, 1);
}

Parser::Index Parser::add_reference(Reference reference, Span place) {
    const auto known = std::find(tree_.references.begin(), tree_.references.end(), reference);
    const auto index = static_cast<Index>(known - tree_.references.begin());
    if (known == tree_.references.end()) {
        tree_.references.push_back(std::move(reference));
    }
    return add(Node{Op::reference, 0, index, 0, place}, 1);
}

Span Parser::since(std::size_t at) const {
    return {static_cast<std::uint32_t>(at - base_), static_cast<std::uint32_t>(std::max(taken_to_, at) - at)};
}

Token Parser::take() {
    Token taken = std::exchange(token_, Token{});
    taken_to_ = std::max(taken_to_, taken.end_at());
    token_ = mistake_ ? Token{Token::Kind::end, {}, end_} : lexer_.next();
    if (lexer_.problem()) {
        fail(lexer_.problem()->at, lexer_.problem()->sentence);
    }
    return taken;
}

bool Parser::take_if(std::string_view symbol) {
    if (!token_.is(symbol)) {
        return false;
    }
    take();
    return true;
}

void Parser::expect(std::string_view symbol, std::string_view what) {
    if (!take_if(symbol)) {
        unexpected(what);
    }
}

Parser::Index Parser::unexpected(std::string_view expected) {
    const std::string found = token_.kind == Token::Kind::end ? std::string("the end") : quote(token_.text);
    const std::string_view instead = advice(token_.text);
    return fail(token_.at,
                fmt::format("expected {} but found {}{}{}", expected, found, instead.empty() ? "" : "; ", instead));
}

Parser::Index Parser::fail(std::size_t at, std::string sentence) {
    if (!mistake_) {
        mistake_ = Mistake{{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size_at(whole_, at, end_))},
                           std::move(sentence)};
    }
    token_ = Token{Token::Kind::end, {}, end_};
    // Whoever called goes on to the end with a node that exists.
    tree_.nodes.push_back(Node{});
    tree_.constants.emplace_back();
    heights_.push_back(1);
    return static_cast<Index>(tree_.nodes.size() - 1);
}

}  // namespace millrace::expression
