// SPDX-License-Identifier: Apache-2.0
// Where the hub takes data in hand on behalf of the agency that supplied them: intake, linkage, geocoding.
// What it mints lets the holder see personal values and nothing more: no release can be formed with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/personal.h"
#include "base/result.h"

namespace concordat::ledger {
struct Leaf;
}

namespace concordat::hub {

class Hub;
struct Feed;
struct Member;
struct SubmissionRow;
Result<std::vector<SubmissionRow>> submissions_of(Hub& hub, Feed const& feed, Member const& member);
class Log;
Result<Json> detail_as_entered(Log& log, std::filesystem::path const& keys, std::uint64_t index, ledger::Leaf const& leaf);

Result<std::optional<std::string>> confirmed_mapping(Hub& hub, Feed const& feed, std::int64_t submission);
struct PlaceTexts;
Result<PlaceTexts> list_place_texts(Hub& hub, Feed const& feed, Member const& member);
namespace links {
class IdentityDesk;
class RecordSides;
class Households;
class CriteriaDesk;
class Locator;
}  // namespace links
class OpenedDetails;
struct AgreementHistory;
Result<AgreementHistory> agreement_history(Hub& hub, std::string const& reference, std::string const& agency);

class ProcessingDesk {
 private:
  friend class Submission;      // seals what it reads
  friend class QuarantineView;  // shows a supplier its own cells
  friend class ErrorFileWriter; // gives a supplier its own rows back
  friend class LedgerKit;        // gives an auditor what chosen entries committed to
  friend class links::IdentityDesk;  // compares records on behalf of their suppliers
  friend class links::RecordSides;  // shows reviewers what agreements let them see
  friend class links::Households;  // tells reviewers who shares a home, where agreements let them
  friend class links::CriteriaDesk;  // tells reviewers what records say to criteria, where agreements let them
  friend class links::Locator;   // tells practitioners which agency holds somebody, and its lead professional
  friend class OpenedDetails;  // compares what the tables say with what entries committed to
  friend class TestDesk;        // made by tests only, to see that a sealed value opens
  friend Result<std::vector<SubmissionRow>> submissions_of(Hub& hub, Feed const& feed, Member const& member);  // shows a supplier its file names
  friend Result<PlaceTexts> list_place_texts(Hub& hub, Feed const& feed, Member const& member);  // shows a supplier its own words
  friend Result<Json> detail_as_entered(Log& log, std::filesystem::path const& keys, std::uint64_t index, ledger::Leaf const& leaf);  // compares hashes with what a leaf committed to
  friend Result<std::optional<std::string>> confirmed_mapping(Hub& hub, Feed const& feed, std::int64_t submission);  // reads the supplier's next file as it said
  friend Result<AgreementHistory> agreement_history(Hub& hub, std::string const& reference, std::string const& agency);  // tells parties why one of them acted
  [[nodiscard]] static Processing open() { return Processing{}; }
};

}  // namespace concordat::hub
