#include "tests/fold/journal_file.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "engine/base/bytes.hpp"

namespace millrace::fold_test {
namespace {

constexpr std::uint8_t file_format = 1;

Error unusable(const std::string& file) {
    return {"fold.unusable", "expected journal rows in " + file + " but it cannot be read or written as such"};
}

}  // namespace

// Many runs name the same flows: each text is written once, and named by its number.
Status write_runs(const std::string& file, const std::vector<StoredRun>& runs) {
    std::map<std::string_view, std::size_t> numbers;
    ByteWriter texts;
    ByteWriter body;
    body.varint(runs.size());
    for (const StoredRun& run : runs) {
        body.text(run.name);
        body.varint(run.flows.size());
        for (const StoredFlow& flow : run.flows) {
            const auto [number, is_new] = numbers.try_emplace(flow.document, numbers.size());
            if (is_new) {
                texts.text(flow.document);
            }
            body.varint(number->second);
            body.byte(flow.keep_all_outputs ? 1 : 0);
        }
        body.varint(run.rows.size());
        for (const std::string& row : run.rows) {
            body.text(row);
        }
    }
    ByteWriter head;
    head.byte(file_format);
    head.varint(numbers.size());
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << head.bytes() << texts.bytes() << body.bytes();
    out.flush();
    return out ? Status() : Status(unusable(file));
}

Result<std::vector<StoredRun>> read_runs(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    ByteReader in(bytes);
    if (in.byte() != file_format) {
        return unusable(file);
    }
    std::vector<std::string> texts;
    for (std::uint64_t n = in.varint(); n > 0 && !in.failed(); --n) {
        texts.emplace_back(in.text());
    }
    std::vector<StoredRun> runs;
    for (std::uint64_t n = in.varint(); n > 0 && !in.failed(); --n) {
        StoredRun run;
        run.name = std::string(in.text());
        for (std::uint64_t flows = in.varint(); flows > 0 && !in.failed(); --flows) {
            const std::uint64_t number = in.varint();
            const bool keep_all_outputs = in.byte() != 0;
            if (number >= texts.size()) {
                return unusable(file);
            }
            run.flows.push_back({texts[number], keep_all_outputs});
        }
        for (std::uint64_t rows = in.varint(); rows > 0 && !in.failed(); --rows) {
            run.rows.emplace_back(in.text());
        }
        runs.push_back(std::move(run));
    }
    if (in.failed() || !in.done()) {
        return unusable(file);
    }
    return runs;
}

}  // namespace millrace::fold_test
