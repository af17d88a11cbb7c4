// SPDX-License-Identifier: Apache-2.0
// What was asked, answered and compared, in a file of one line each (docs/formats/encoded-records.md): the limits are kept by
// counting its lines.
//
// No line names a person or holds a token. A "no" leaves the same line as a "yes" but for that word. Each line holds the hash
// of the one before, so that a line that is changed or taken out of the middle shows; that the last ones are gone does not:
// whoever audits keeps the hash of the last line.
// One program at a time writes to a log: it is locked as long as it is open.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/lock_file.h"
#include "base/result.h"
#include "linkage/encoded/party.h"

namespace concordat::linkage {

enum class Asked : std::uint8_t {
  asked,     ///< a question went out
  yes,       ///< a question was answered
  no,
  declined,  ///< a question was found unnecessary
  compared,  ///< a list was counted
};

struct AskLine {
  Asked what = Asked::asked;
  KeyUse use;            ///< whose question or list: agreement, epoch, party
  std::string with;      ///< the other party
  std::string officer;   ///< who asked; of a comparison, who compared
  std::string purpose;
  std::string id;        ///< of the question; of a comparison the hash of the list
  std::string key;       ///< PartyCard::key_id of the other party; of a comparison that of the maker
  std::string by = {};   ///< who found the question necessary, or not
};

class AskLog {
 public:
  /// How many questions one officer may ask of one party in an epoch, where no fewer are agreed.
  static constexpr std::size_t most_questions = 20;

  /// Makes an empty one where there is none. "ask-log.locked", "ask-log.broken"; the problems of base/file.h.
  [[nodiscard]] static Result<AskLog> open(std::filesystem::path const& path);

  /// Whether this question may be asked, or be answered: "ask-log.too-many" where the officer has asked `most` already,
  /// whatever the answers were, "ask-log.again" where this question was.
  [[nodiscard]] Result<void> may_ask(AskLine const& line, std::size_t most) const;
  /// Whether this list may be counted: "ask-log.second-list" where the party brought another one for the same comparison, for
  /// the difference between two counts says who was added.
  [[nodiscard]] Result<void> may_compare(AskLine const& line) const;
  /// Whether the key was seen under another agreement or epoch: "ask-log.key-again".
  [[nodiscard]] Result<void> key_is_fresh(AskLine const& line) const;

  /// On disk when it returns.
  [[nodiscard]] Result<void> add(AskLine const& line, Instant now);
  [[nodiscard]] std::size_t questions_of(AskLine const& line) const;
  /// The hash of the last line, for the auditor.
  [[nodiscard]] std::string const& last_hash() const { return last_; }

 private:
  AskLog(std::filesystem::path path, std::unique_ptr<LockFile> lock) : path_{std::move(path)}, lock_{std::move(lock)} {}
  [[nodiscard]] bool take(std::string_view line);
  std::filesystem::path path_;
  std::unique_ptr<LockFile> lock_;
  std::string text_;
  std::string last_;
  std::vector<AskLine> lines_;
};

}  // namespace concordat::linkage
