// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/ask_log.h"

#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/encoding.h"

namespace concordat::linkage {
namespace {

constexpr std::uint64_t largest_log = std::uint64_t{64} << 20U;
constexpr std::array asked_words{std::string_view{"asked"}, std::string_view{"yes"},      std::string_view{"no"},
                                 std::string_view{"declined"}, std::string_view{"compared"}};

Json json_of(AskLine const& line, std::string_view at, std::string_view before) {
  Json json;
  json.set("what", asked_words[static_cast<std::size_t>(line.what)]).set("at", at).set("agreement", line.use.agreement);
  json.set("epoch", line.use.epoch).set("party", line.use.party).set("with", line.with).set("officer", line.officer);
  json.set("purpose", line.purpose).set("id", line.id).set("key", line.key).set("by", line.by).set("before", before);
  return json;
}

std::string hash_of_line(std::string_view line) { return crypto::to_hex(crypto::sha256(line)); }

bool same_asker(AskLine const& one, AskLine const& other) {
  return one.use == other.use && one.with == other.with && one.officer == other.officer;
}

bool is_question(Asked what) { return what != Asked::compared; }

}  // namespace

bool AskLog::take(std::string_view line) {
  auto const json = Json::parse(line);
  if (!json || (*json)["before"].string() != last_) return false;
  auto const what = std::ranges::find(asked_words, (*json)["what"].string());
  if (what == asked_words.end()) return false;
  AskLine read{static_cast<Asked>(what - asked_words.begin()),
               {(*json)["agreement"].string(), (*json)["epoch"].string(), (*json)["party"].string()},
               (*json)["with"].string(), (*json)["officer"].string(), (*json)["purpose"].string(), (*json)["id"].string(), (*json)["key"].string(), (*json)["by"].string()};
  if (json_of(read, (*json)["at"].string(), last_).canonical() != line) return false;
  lines_.push_back(std::move(read));
  last_ = hash_of_line(line);
  return true;
}

Result<AskLog> AskLog::open(std::filesystem::path const& path) {
  auto lock = std::make_unique<LockFile>(path.string() + ".lock");
  if (!lock->held())
    return fail(Fault::locked, "ask-log.locked", "Another program has the log of questions open, or its folder cannot be written.",
                "Wait for the other one, or name a log in a folder of your own.");
  AskLog log{path, std::move(lock)};
  auto text = read_file(path, largest_log);
  if (!text && text.error().fault == Fault::not_found) return log;
  if (!text) return fail(text);
  log.text_ = std::move(*text);
  std::string_view rest = log.text_;
  while (!rest.empty()) {
    auto const end = rest.find('\n');
    if (end == std::string_view::npos || !log.take(rest.substr(0, end)))
      return fail(Fault::integrity, "ask-log.broken", "The log of questions was changed: a line does not follow from the one before.",
                  "Restore it from its copy and tell whoever audits it; nothing is asked, answered or compared with a broken log.");
    rest.remove_prefix(end + 1);
  }
  return log;
}

std::size_t AskLog::questions_of(AskLine const& line) const {
  return static_cast<std::size_t>(std::ranges::count_if(lines_, [&](AskLine const& one) { return is_question(one.what) && same_asker(one, line); }));
}

Result<void> AskLog::may_ask(AskLine const& line, std::size_t most) const {
  if (std::ranges::any_of(lines_, [&](AskLine const& one) { return is_question(one.what) && one.id == line.id; }))
    return fail(Fault::refused, "ask-log.again", "This question was answered already.", "Read the answer that was sent.");
  if (questions_of(line) >= most)
    return fail(Fault::refused, "ask-log.too-many", "This officer has asked as many questions as one may in an epoch; a no counts like a yes.",
                "Wait for the next epoch, or ask the contact point in the agreed way.");
  return {};
}

Result<void> AskLog::may_compare(AskLine const& line) const {
  bool const another = std::ranges::any_of(lines_, [&](AskLine const& one) {
    return one.what == Asked::compared && one.use == line.use && one.with == line.with && one.id != line.id;
  });
  if (another)
    return fail(Fault::refused, "ask-log.second-list", "This party's list for this epoch was counted already, and it was another one.",
                "Take the list that was counted, or wait for the next epoch: the difference of two counts would say who was added.");
  return {};
}

Result<void> AskLog::key_is_fresh(AskLine const& line) const {
  bool const elsewhere = std::ranges::any_of(lines_, [&](AskLine const& one) {
    return one.key == line.key && (one.use.agreement != line.use.agreement || one.use.epoch != line.use.epoch);
  });
  if (elsewhere)
    return fail(Fault::refused, "ask-log.key-again", "The other party's key was used under another agreement or epoch.",
                "Ask the other party to make a new key for this agreement and epoch.");
  return {};
}

Result<void> AskLog::add(AskLine const& line, Instant now) {
  auto const written = json_of(line, format_instant(now), last_).canonical();
  auto text = text_ + written + "\n";
  if (auto const done = write_file(path_, text, {.mode = 0600}); !done) return fail(done);
  text_ = std::move(text);
  last_ = hash_of_line(written);
  lines_.push_back(line);
  return {};
}

}  // namespace concordat::linkage
