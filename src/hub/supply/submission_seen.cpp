// SPDX-License-Identifier: Apache-2.0
// Whether a file has been here before: the same bytes, the same sheet, read in the same way.
#include <array>

#include <fmt/format.h>
#include <unistd.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/supply/remembered.h"
#include "hub/supply/submission.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql earlier =
    "SELECT id, rows_read, rows_accepted, rows_quarantined, rows_skipped, seconds, period_from, period_to FROM submission "
    "WHERE feed = ? AND content_hash = ? AND state = 'accepted'";
constexpr store::Sql accepted_with = "SELECT number FROM submission WHERE feed = ? AND content_hash = ? AND state = 'accepted'";
constexpr store::Sql erased = "SELECT 1 FROM submission WHERE feed = ? AND content_hash = ? AND state = 'erased'";

}  // namespace sql

namespace {

/// Begins as every workbook does.
bool is_archive(intake::FileDescriptor const& file) {
  std::array<char, 2> start{};
  return ::pread(file.get(), start.data(), start.size(), 0) == 2 && start[0] == 'P' && start[1] == 'K';
}

}  // namespace

Result<bool> Submission::seen_before(std::string const& hash) {
  auto found = hub_.database().query(sql::earlier,
                                     [&](store::Row const& row) {
                                       tally_.submission = row.string(0);
                                       tally_.seen_before = true;
                                       tally_.read = static_cast<std::uint64_t>(row.integer(1));
                                       tally_.accepted = static_cast<std::uint64_t>(row.integer(2));
                                       tally_.quarantined = static_cast<std::uint64_t>(row.integer(3));
                                       tally_.skipped = static_cast<std::uint64_t>(row.integer(4));
                                       tally_.seconds = row.number(5);
                                       tally_.period_from = Month{row.small(6)};
                                       tally_.period_to = Month{row.small(7)};
                                       return false;
                                     },
                                     feed_->number, hash);
  if (!found) return fail(found);
  return tally_.seen_before;
}

Result<void> Submission::check_not_erased(std::string const& hash) {
  auto const erased = hub_.database().query_integer(sql::erased, feed_->number, hash);
  if (!erased) return fail(erased);
  if (!*erased) return {};
  return fail(Fault::refused, "submit.erased", "This very file was here before and was deleted when its time was over.",
              "Nothing to do: what has reached its day of deletion does not come back.");
}

Result<std::string> Submission::hash_of_reading(intake::FileDescriptor const& file) {
  auto hash = content_hash_;
  auto const join = [&hash](std::string_view more) { hash = crypto::to_hex(crypto::sha256(fmt::format("{}\n{}", hash, more))); };
  // A text file has no sheets, whatever is named.
  if (!request_.sheet.empty() && is_archive(file)) join(request_.sheet);
  if (!request_.mapping.empty()) {
    auto const number = hub_.database().query_integer(sql::accepted_with, feed_->number, hash);
    if (!number) return fail(number);
    auto const before = *number ? confirmed_mapping(hub_, *feed_, **number) : Result<std::optional<std::string>>{request_.mapping};
    if (!before) return fail(before);
    if (before->value_or("") != request_.mapping) join(request_.mapping);
  }
  if (hash == content_hash_) return hash;
  if (auto fine = check_not_erased(hash); !fine) return fail(fine);
  return hash;
}

}  // namespace concordat::hub
