// SPDX-License-Identifier: Apache-2.0
// The way out: one of the fixed tables, after the gate has permitted it and the ledger has it.
//
// Invariants:
//   1. no Permit and Receipt, no Release: nothing else makes one;
//   2. asking again for the same table on the same data serves the stored files, byte for byte;
//   3. the answer leaves only after its leaf is committed and signed; a refusal is a leaf too;
//   4. each file names its ledger index, and the leaf commits to the hash of each file.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "hub/release/gate.h"
#include "hub/release/picture.h"

namespace concordat::hub {

struct ReleaseRequest {
  GateRequest gate;
  std::string quarter;
  Watch* watch = nullptr;  ///< of whoever waits; then what takes long (tables.h) is worked out before anybody else is kept waiting
  std::string records_of = {};  ///< of the table of records alone (records_table): the agency whose records; see hub/records
};

class Release {
 public:
  [[nodiscard]] std::string const& id() const { return id_; }
  [[nodiscard]] std::uint64_t ledger_index() const { return ledger_index_; }
  [[nodiscard]] bool served_again() const { return served_again_; }
  [[nodiscard]] std::string const& period() const { return period_; }
  [[nodiscard]] std::vector<std::string> const& rules() const { return rules_; }
  [[nodiscard]] std::vector<ReleaseFile> const& files() const { return files_; }
  /// Agencies whose reports its figures count, each once.
  [[nodiscard]] std::vector<std::string> const& suppliers() const { return suppliers_; }

 private:
  friend class ReleaseDesk;
  friend class RecordsDesk;
  Release(Permit const&, Receipt const& receipt) : ledger_index_{receipt.index()} {}
  std::string id_;
  std::uint64_t ledger_index_;
  bool served_again_ = false;
  std::string period_;
  std::vector<std::string> rules_;
  std::vector<ReleaseFile> files_;
  std::vector<std::string> suppliers_;
};

struct Refusal {
  std::string id;
  std::uint64_t ledger_index = 0;
  std::vector<GateReason> reasons;
};

using ReleaseAnswer = std::variant<Release, Refusal>;

[[nodiscard]] Result<ReleaseAnswer> release(Hub& hub, ReleaseRequest const& request);

/// One line of the list of what was released to an agency.
struct StoredRelease {
  std::string id;
  int number = 0;
  std::string table;
  std::string period;
  std::string purpose;
  std::string created_at;
  std::uint64_t ledger_index = 0;
};
/// Newest first. The look is a leaf ("access").
[[nodiscard]] Result<std::vector<StoredRelease>> stored_releases(Hub& hub, Member const& member);

/// The stored files of a release to the member's agency, if the gate still permits the table for its purpose and under
/// the same rules; else its refusal. "release.unknown" where there is none of that id for that agency (one answer for
/// absent and for another agency's); "release.rules-changed" where the agreements are others now.
[[nodiscard]] Result<ReleaseAnswer> reopen_release(Hub& hub, Member const& member, std::string const& role,
                                                   std::string const& id);

/// The name in a proof of the json of a public edition; `release` is the id of that edition then.
inline constexpr FixedText public_edition_json = "public edition";

/// Whether `content` is a file of a release this hub made, or the json of an edition that is public, as the ledger records it.
struct FileProof {
  std::uint64_t ledger_index = 0;
  std::string release;
  std::string name;
  std::size_t files = 0;  ///< of that release, as its entry has them
  std::string form = {};  ///< of a public edition, what was made of its json: "html", "csv", "ods", "xlsx"
};
/// "release.file-unknown" where neither holds these bytes; "release.file-not-in-ledger" where the stored release and
/// its ledger entry disagree.
[[nodiscard]] Result<FileProof> prove_file(Hub& hub, std::string_view content);
/// As they are stored, by name; are_as_entered says whether they are what left.
[[nodiscard]] Result<std::vector<ReleaseFile>> files_of_release(store::Connection& connection, std::string const& release);
/// REQUIRES: a write transaction, in which the row of the release is.
[[nodiscard]] Result<void> keep_files(store::Connection& connection, std::string const& release, std::span<ReleaseFile const> files);
/// Whether these are all the files of that release, byte for byte as its entry has them. "ledger.opening-erased" where nobody can tell any
/// more, which is no sign that anybody wrote to the database.
[[nodiscard]] Result<bool> are_as_entered(Hub& hub, std::string_view release, std::span<ReleaseFile const> files);
/// The same for what was told, public editions among it, proposed ones too: "release.file-not-in-ledger" where something is not. A release whose
/// entry can be opened no more is not held against it.
[[nodiscard]] told::Vouch vouch_for_releases(Hub& hub);
/// What told::which_told says, and which entries the ledger has of it: while these words are the same, what read_told answered holds, and a row
/// that was taken away since is not taken for nothing told.
[[nodiscard]] Result<std::string> all_told(Hub& hub, std::string const& reader, std::uint64_t since);

/// Reads on in the ledger for hold_settled, and for whoever asks what left before. `watch` may be null. REQUIRES: no transaction. As
/// EnteredLog::read_on.
[[nodiscard]] Result<void> read_entered(Hub& hub, Watch* watch);
/// That what new figures are made by stands in the rows as the ledger has it, and all of it: closed quarters, the tables of points that
/// they are told by, steps of protection settings and the partnership file. "quarter.closing-differs", "snap.entry-differs", "setting.entry-differs". REQUIRES: read_entered before, outside the transaction.
[[nodiscard]] Result<void> hold_settled(Hub& hub);
/// Whether a problem is that rows are not what the ledger has: nothing of what was begun stands, and the alarm is an entry.
[[nodiscard]] bool is_alarm(Problem const& problem);

}  // namespace concordat::hub
