// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/policy.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace concordat::ledger {
namespace {

constexpr std::size_t largest_policy = 65536;
constexpr std::size_t most_of_a_kind = 64;
constexpr std::string_view nobody = "none";

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    auto const begin = line.find_first_not_of(" \t", at);
    if (begin == line.npos) break;
    auto const end = std::min(line.find_first_of(" \t", begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    at = end;
  }
  return words;
}

bool is_policy_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char character) {
    auto const byte = static_cast<unsigned char>(character);
    return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f;
  });
}

}  // namespace

/// Reads line by line; what a line names must stand above it.
class PolicyReader {
 public:
  Result<WitnessPolicy> read(std::string_view text) {
    if (text.size() > largest_policy) {
      return fail(Fault::too_large, "policy.too-large", "The witness policy is over 64 KiB.", "Name fewer witnesses.");
    }
    for (auto const line : text::split(text, '\n')) {
      ++line_;
      if (!is_policy_text(line)) return wrong_line();
      auto const words = words_of(line);
      if (words.empty() || words.front().front() == '#') continue;
      if (auto fine = take(words); !fine) return fail(fine);
    }
    if (!quorum_seen_) return wrong_quorum();
    return std::move(policy_);
  }

 private:
  [[nodiscard]] Where here() const { return {.row = line_}; }

  [[nodiscard]] tl::unexpected<Problem> wrong_line() const {
    return fail(Fault::malformed, "policy.line", "A line of the witness policy is not one.",
                "Write log, witness, group or quorum lines as C2SP tlog-policy has them.", here());
  }
  [[nodiscard]] tl::unexpected<Problem> wrong_key() const {
    return fail(Fault::malformed, "policy.key", "The key on this line of the witness policy cannot be used.",
                "Copy the vkey line: for a witness, that of its witness.vkey (type 4); for a log, that of its signer.vkey (type 1).",
                here());
  }
  [[nodiscard]] tl::unexpected<Problem> twice() const {
    return fail(Fault::conflict, "policy.duplicate", "A name or key stands in the witness policy twice.",
                "Give each witness and group one name, each key one line, and each name one place in one group.", here());
  }
  [[nodiscard]] tl::unexpected<Problem> unknown_name() const {
    return fail(Fault::unknown, "policy.unknown-name", "The witness policy names a witness or group that no line above defines.",
                "Write the witness and group lines before the lines that name them.", here());
  }
  [[nodiscard]] tl::unexpected<Problem> wrong_threshold() const {
    return fail(Fault::malformed, "policy.threshold", "A group of the witness policy asks for a number it cannot have.",
                "Write any, all, or a number from 1 to that of its members.", here());
  }
  [[nodiscard]] tl::unexpected<Problem> wrong_quorum() const {
    return fail(Fault::malformed, "policy.quorum", "The witness policy must have exactly one quorum line.",
                "End it with quorum and the name of a witness or group; or quorum none.", here());
  }

  Result<void> take(std::vector<std::string> const& words) {
    auto const& kind = words.front();
    if (kind == "log" && (words.size() == 2 || words.size() == 3)) return take_log(words);
    if (kind == "witness" && (words.size() == 3 || words.size() == 4)) return take_witness(words);
    if (kind == "group" && words.size() >= 4) return take_group(words);
    if (kind == "quorum" && words.size() == 2) return take_quorum(words[1]);
    return wrong_line();
  }

  Result<void> take_log(std::vector<std::string> const& words) {
    auto key = VerifierKey::parse(words[1]);
    if (!key) return wrong_key();
    if (policy_.logs_.size() == most_of_a_kind) return wrong_line();
    for (auto const& other : policy_.logs_) {
      if (other.public_key() == key->public_key()) return twice();
    }
    policy_.logs_.push_back(std::move(*key));
    return {};
  }

  Result<void> take_witness(std::vector<std::string> const& words) {
    auto key = VerifierKey::parse(words[2], KeyType::cosigner);
    if (!key) return wrong_key();
    if (policy_.witnesses_.size() == most_of_a_kind) return wrong_line();
    if (auto fine = define(words[1]); !fine) return fine;
    for (auto const& other : policy_.witnesses_) {
      if (other.key.public_key() == key->public_key()) return twice();
    }
    policy_.witnesses_.push_back({words[1], std::move(*key), words.size() == 4 ? words[3] : std::string{}});
    return {};
  }

  Result<void> take_group(std::vector<std::string> const& words) {
    std::vector<std::string> const members{words.begin() + 3, words.end()};
    if (policy_.groups_.size() == most_of_a_kind) return wrong_line();
    for (auto const& member : members) {
      if (!defined_.contains(member)) return unknown_name();
      if (!placed_.insert(member).second) return twice();
    }
    if (auto fine = define(words[1]); !fine) return fine;
    auto const number = text::parse_integer(words[2]);
    auto const least = words[2] == "any" ? 1 : words[2] == "all" ? static_cast<std::int64_t>(members.size()) : number.value_or(0);
    bool const plain = words[2] == "any" || words[2] == "all" || words[2].find_first_not_of("0123456789") == std::string::npos;
    if (!plain || least < 1 || least > static_cast<std::int64_t>(members.size())) return wrong_threshold();
    policy_.groups_.push_back({words[1], static_cast<std::size_t>(least), members});
    return {};
  }

  Result<void> take_quorum(std::string const& name) {
    if (std::exchange(quorum_seen_, true)) return wrong_quorum();
    if (name == nobody) return {};
    if (!defined_.contains(name)) return unknown_name();
    policy_.quorum_ = name;
    return {};
  }

  Result<void> define(std::string const& name) {
    if (name == nobody || !defined_.insert(name).second) return twice();
    return {};
  }

  WitnessPolicy policy_;
  std::set<std::string, std::less<>> defined_;
  std::set<std::string, std::less<>> placed_;  ///< in a group already
  bool quorum_seen_ = false;
  std::uint64_t line_ = 0;
};

Result<WitnessPolicy> WitnessPolicy::parse(std::string_view text) { return PolicyReader{}.read(text); }

bool WitnessPolicy::is_quorum(std::set<std::string, std::less<>> const& names) const { return quorum_.empty() || holds(quorum_, names); }

// Each name stands in one group and every group stands above what names it: this ends.
bool WitnessPolicy::holds(std::string_view name, std::set<std::string, std::less<>> const& names) const {
  for (auto const& group : groups_) {
    if (group.name != name) continue;
    auto const there = std::count_if(group.members.begin(), group.members.end(), [&](auto const& member) { return holds(member, names); });
    return static_cast<std::size_t>(there) >= group.least;
  }
  return names.contains(name);
}

}  // namespace concordat::ledger
