#include <catch2/catch.hpp>

#include "engine/script/fake_context.hpp"
#include "engine/script/node.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

// What an expression is in a script, as JSON; several values are a list.
std::string value_of(const std::string& expression) {
    const Result<ChunkPtr> chunk = Chunk::compile("return ctx.list{ " + expression + " }", Chunk::Shape::body);
    if (!chunk) {
        return chunk.error().message;
    }
    const FakeContext context;
    const Result<Value> value = evaluate(**chunk, 7, &context);
    return value ? json::dump(*value) : value.error().message;
}

struct Case {
    const char* expression;
    const char* expected;
};

void check_all(std::initializer_list<Case> cases) {
    for (const Case& one : cases) {
        INFO(one.expression);
        CHECK(value_of(one.expression) == one.expected);
    }
}

}  // namespace

TEST_CASE("text functions give what Lua's own give") {
    check_all({
        {"('hello'):sub(2, 3), ('hello'):sub(-3), ('hello'):sub(0), ('hello'):sub(4, 2), ('hello'):sub(-100, 100)",
         R"(["el","llo","hello","","hello"])"},
        {"('aB1é'):upper(), ('aB1É'):lower(), ('abc'):reverse(), ('abc'):len(), #'é'", R"(["AB1é","ab1É","cba",3,2])"},
        {"('ab'):rep(3), ('ab'):rep(3, ','), ('ab'):rep(1, ','), ('ab'):rep(0), ('ab'):rep(-1)",
         R"(["ababab","ab,ab,ab","ab","",""])"},
        {"('abc'):byte(), ('abc'):byte(-1), ('abc'):byte(10) == nil, string.char(72, 105)", R"([97,99,true,"Hi"])"},
        {"('abc'):byte(1, -1)", "[97,98,99]"},
        {"('a.b'):find('.', 1, true), ('a.b'):find('.')", "[2,1,1]"},
        {"('hello'):find('l'), ('hello'):find('xyz')", "[3]"},
        {"('hello'):find('')", "[1,0]"},
        {"('hello'):find('', 10)", "[]"},
        {"('hello'):find('', 6)", "[6,5]"},
        {"('key = value'):match('^(%w+)%s*=%s*(%w+)$')", R"(["key","value"])"},
        {"('key = value'):find('(%w+)%s*=%s*(%w+)')", R"([1,11,"key","value"])"},
        {"('  trim me '):match('^%s*(.-)%s*$')", R"(["trim me"])"},
        {"('THE (quick) fox'):find('%((%a+)%)')", R"([5,11,"quick"])"},
        {"('f(a(b)c)d'):match('%b()')", R"x(["(a(b)c)"])x"},
        {"('THE (quick) fox'):gsub('%f[%a]%a+', string.lower)", R"(["the (quick) fox",3])"},
        {"('abc'):gsub('%w', '%0%0'), ('abc'):gsub('', '-')", R"(["aabbcc","-a-b-c-",4])"},
        {"('hello world'):gsub('o', '0', 1)", R"(["hell0 world",1])"},
        {"('hello world'):gsub('(%w+) (%w+)', '%2 %1')", R"(["world hello",1])"},
        {"('$name is $age'):gsub('%$(%w+)', { name = 'Ana', age = 42 })", R"(["Ana is 42",2])"},
        {"('abc'):gsub('b', function() return nil end), ('abc'):gsub('b', function() return false end)",
         R"(["abc","abc",1])"},
        {"('x = 1'):match('()=()')", "[3,4]"},
        {"('[test]'):match('%[(.*)%]'), ('a-b'):match('[a%-]+'), ('a]b'):match('[]]'), ('a^b'):match('[b^]')",
         R"(["test","a-","]","^"])"},
        {"('0xFF'):match('^0[xX](%x+)$'), ('aaa'):match('a-b') == nil, ('aaab'):match('a-b')", R"(["FF",true,"aaab"])"},
        {"('abcabc'):match('(abc)%1')", R"(["abc"])"},
        {"('\\0a'):match('%z') == nil, ('a,b,,c'):gsub(',', ';')", R"([true,"a;b;;c",3])"},
    });
}

TEST_CASE("gmatch walks all matches, empty ones too") {
    const auto walked = [](const std::string& text, const std::string& pattern) {
        return value_of("(function() local t = {} for a, b in ('" + text + "'):gmatch('" + pattern +
                        "') do t[#t + 1] = b and a .. ':' .. b or a end return table.concat(t, ' ') end)()");
    };
    CHECK(walked("one two three", "%a+") == R"(["one two three"])");
    CHECK(walked("a=1, b=2", "(%w+)=(%w+)") == R"(["a:1 b:2"])");
    CHECK(walked("abc", "") == R"(["   "])");
    CHECK(walked("aXb", "%u*") == R"([" X "])");
}

TEST_CASE("format writes what C writes") {
    check_all({
        {"('%d %5d|%-5d|%05d'):format(1, 2, 3, 4)", R"(["1     2|3    |00004"])"},
        {"('%.2f %e %g %5.1f'):format(1.005, 1.5, 0.1, 2.25)", R"(["1.00 1.500000e+00 0.1   2.2"])"},
        {"('%x %X %o %c %%'):format(255, 255, 8, 65)", R"(["ff FF 10 A %"])"},
        {"('%s|%5s|%-5s|%.2s'):format('abc', 'ab', 'ab', 'abc')", R"(["abc|   ab|ab   |ab"])"},
        {"('%s %s %s %s'):format(nil, true, 1.0, {})", R"(["nil true 1.0 table"])"},
        {"('%d'):format(3.0), ('%+d % d'):format(1, 2)", R"(["3","+1  2"])"},
    });
    CHECK(value_of("('%d'):format(1.5)").find("expected a whole number") != std::string::npos);
    CHECK(value_of("('%d'):format()").find("expected a number but it is no value") != std::string::npos);
}

TEST_CASE("table functions give what Lua's own give") {
    const auto after = [](const std::string& code) {
        return value_of("(function() local t = { 1, 2, 3 } " + code + " return t end)()");
    };
    CHECK(after("table.insert(t, 4)") == "[[1,2,3,4]]");
    CHECK(after("table.insert(t, 1, 0)") == "[[0,1,2,3]]");
    CHECK(after("table.remove(t)") == "[[1,2]]");
    CHECK(after("table.remove(t, 1)") == "[[2,3]]");
    CHECK(after("table.remove(t, 4)") == "[[1,2,3]]");
    CHECK(after("t = table.move(t, 2, 3, 1)") == "[[2,3,3]]");
    CHECK(after("t = table.move(t, 1, 3, 2)") == "[[1,1,2,3]]");
    CHECK(after("t = table.move(t, 1, 2, 1, {})") == "[[1,2]]");
    CHECK(after("table.sort(t, function(a, b) return a > b end)") == "[[3,2,1]]");
    CHECK(after("t = { 'b', 'a', 'C', 'aa' } table.sort(t)") == R"([["C","a","aa","b"]])");
    CHECK(after("t = { 2.5, 1, -3, 2 } table.sort(t)") == "[[-3,1,2,2.5]]");
    check_all({
        {"table.concat({ 1, 2.5, 'x' }, ', '), table.concat({}, ','), table.concat({ 'a', 'b', 'c' }, '', 2, 3)",
         R"(["1, 2.5, x","","bc"])"},
        {"table.unpack({ 1, 2, 3 })", "[1,2,3]"},
        {"table.unpack({ 1, 2, 3 }, 2)", "[2,3]"},
        {"table.pack('a', nil, 'c').n", "[3]"},
        {"select('#', nil, nil), select(2, 'a', 'b', 'c')", R"([2,"b","c"])"},
        {"select(-1, 'a', 'b')", R"(["b"])"},
    });
}

TEST_CASE("sorting keeps equal elements in their order") {
    CHECK(value_of("(function() local t = {} for i = 1, 40 do t[i] = { key = i % 3, at = i } end "
                   "table.sort(t, function(a, b) return a.key < b.key end) "
                   "for i = 2, 40 do if t[i].key == t[i - 1].key and t[i].at < t[i - 1].at then return 'moved' end end "
                   "return 'kept' end)()") == R"(["kept"])");
}

TEST_CASE("numbers are computed exactly, and only from numbers") {
    check_all({
        {"math.floor(2.7), math.ceil(2.1), math.floor(-2.5), math.round(2.5), math.round(-2.5), math.floor(3)",
         "[2,3,-3,3,-3,3]"},
        {"math.max(1, 5, 3), math.min(2.5, 1), math.abs(-3), math.abs(-2.5), math.sqrt(9)", "[5,1,3,2.5,3.0]"},
        {"math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7.5, 2), math.tointeger(3.0), math.type(1), math.type(1.0)",
         R"([1,-1,1.5,3,"integer","float"])"},
        {"math.modf(3.7)", "[3.0,0.7000000000000002]"},
        {"math.ult(1, -1), 7 // 2, 7 % -3, 2 ^ 10, 1 / 4", "[true,3,-2,1024.0,0.25]"},
        {"tonumber('10'), tonumber(' 0x1F '), tonumber('1e2'), tonumber('7', 8), tonumber('zz', 36), tonumber('-ff', "
         "16)",
         "[10,31,100.0,7,1295,-255]"},
        {"tonumber('x') == nil, tonumber('') == nil, tonumber(nil) == nil, tonumber('9', 8) == nil",
         "[true,true,true,true]"},
    });
    CHECK(value_of("math.max('1', 2)").find("expected a number but it is string") != std::string::npos);
}

TEST_CASE("code points are counted and found") {
    check_all({
        {"utf8.len('héllo'), utf8.char(233, 8364, 128512), utf8.codepoint('é'), utf8.offset('héllo', 3)",
         R"([5,"é€😀",233,4])"},
        {"utf8.codepoint('aé€', 1, -1)", "[97,233,8364]"},
        {"utf8.len('aé', -2), utf8.offset('aé', -1), ('aé€'):gsub(utf8.charpattern, 'x')", R"([1,2,"xxx",3])"},
        {"(function() local t = {} for p, c in utf8.codes('aé€') do t[#t + 1] = p .. ':' .. c end "
         "return table.concat(t, ' ') end)()",
         R"(["1:97 2:233 4:8364"])"},
    });
}

TEST_CASE("values say what they are") {
    check_all({
        {"type(nil), type(1), type('x'), type({}), type(type), type(true), type(ctx.null)",
         R"(["nil","number","string","table","function","boolean","null"])"},
        {"tostring(nil), tostring(1), tostring(1.0), tostring(1e15), tostring({}), tostring(ctx.null)",
         R"(["nil","1","1.0","1e+15","table","null"])"},
        {"rawequal('a', 'a'), rawequal({}, {}), rawlen({ 1, 2 }), rawlen('abc')", "[true,false,2,3]"},
        {"pcall(error, 'x')", R"([false,"x"])"},
        {"pcall(function() return 1, 2 end)", "[true,1,2]"},
        {"select(2, pcall(function() local x = nil; return x.y end))",
         R"x(["script:1: attempt to index a nil value (local 'x')"])x"},
        {"assert(1, 'no'), ctx.null == ctx.null, not ctx.null", "[1,true,false]"},
    });
    CHECK(value_of("assert(false, 'no such order')") == "line 1: no such order");
    CHECK(value_of("assert(nil)") == "line 1: assertion failed!");
}

TEST_CASE("walking visits the sequence, then the other keys in order") {
    CHECK(value_of("(function() local s = '' for k, v in pairs({ 10, 20, b = 1, a = 2, [7] = 3 }) do "
                   "s = s .. k .. '=' .. v .. ' ' end return s end)()") == R"(["1=10 2=20 7=3 a=2 b=1 "])");
    CHECK(value_of("(function() local s = '' for i, v in ipairs({ 'a', 'b', nil, 'd' }) do s = s .. i .. v end "
                   "return s end)()") == R"(["1a2b"])");
    CHECK(value_of("(function() for k in pairs({}) do return 'some' end return 'none' end)()") == R"(["none"])");
}
