// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/kit.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "ledger/leaf.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/tlog_proof.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_kit_file = 1U << 20U;
constexpr char const* proof_folder = "proof";
constexpr char const* opening_folder = "opening";
constexpr char const* policy_name = "witness-policy";
constexpr char const* witnessed_name = "checkpoint.witnessed";

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "ledger.opening-malformed", "This is not the opening of a ledger entry.", "Take the file as the export wrote it.");
}

Result<void> put(fs::path const& file, std::string_view bytes, unsigned mode) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return tl::unexpected<Problem>{file_problem(failed.value())};
  return write_file(file, bytes, {.mode = mode, .durable = false});
}

/// Files of a sub-folder in the order of their names; none where there is no such folder.
std::vector<fs::path> files_of(fs::path const& folder) {
  std::vector<fs::path> files;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator{folder, none}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Check {
 public:
  Check(fs::path const& folder, VerifierKey const& verifier, std::vector<VerifierKey> const& former) : folder_{folder}, keys_{former}, log_{folder} {
    keys_.insert(keys_.begin(), verifier);
  }

  Result<KitCheck> run() {
    auto const size = log_.size();
    if (!size) return fail(size);
    size_ = *size;
    for (auto const& file : files_of(folder_ / proof_folder)) take(file, holds_proof(file), report_.proofs);
    for (auto const& file : files_of(folder_ / opening_folder)) take(file, holds_opening(file), report_.openings);
    count_witnesses();
    return std::move(report_);
  }

 private:
  void take(fs::path const& file, bool holds, std::uint64_t& count) {
    if (holds) ++count;
    else report_.bad.push_back((file.parent_path().filename() / file.filename()).string());
  }

  [[nodiscard]] std::optional<std::string> entry(std::uint64_t index) const {
    if (index >= size_) return std::nullopt;
    BundleId const bundle{index / tile_width, width_of(size_, 0, index / tile_width)};
    auto const bytes = log_.entries(bundle);
    auto const entries = bytes ? decode_bundle(*bytes, bundle.width) : Result<std::vector<std::string_view>>{fail(bytes)};
    if (!entries) return std::nullopt;
    return std::string{(*entries)[index % tile_width]};
  }

  [[nodiscard]] bool holds_proof(fs::path const& file) const {
    auto const text = read_file(file, largest_kit_file);
    auto const proof = text ? parse_tlog_proof(*text) : Result<TlogProof>{fail(text)};
    auto const bytes = proof ? entry(proof->index) : std::nullopt;
    return bytes && file.filename() == fmt::format("{}.tlog-proof", proof->index) && proves(*proof, *bytes);
  }

  [[nodiscard]] bool proves(TlogProof const& proof, std::string_view bytes) const {
    return std::any_of(keys_.begin(), keys_.end(), [&](auto const& key) { return check_tlog_proof(proof, bytes, key).has_value(); });
  }

  [[nodiscard]] bool holds_opening(fs::path const& file) const {
    auto const text = read_file(file, largest_kit_file);
    auto const opening = text ? parse_kit_opening(*text) : Result<KitOpening>{fail(text)};
    auto const bytes = opening ? entry(opening->index) : std::nullopt;
    auto const leaf = bytes ? read_leaf(*bytes) : Result<Leaf>{malformed()};
    if (!leaf || file.filename() != fmt::format("{}-{}.json", opening->index, opening->k)) return false;
    auto commitments = leaf->subjects;
    if (leaf->detail) commitments.push_back(*leaf->detail);
    auto const at = static_cast<std::size_t>(opening->k);
    return at < commitments.size() && opens(commitments[at], opening->opening);
  }

  /// Over the newest checkpoint, or over that which a quorum saw where it lies beside it.
  void count_witnesses() {
    auto const text = read_file(folder_ / policy_name, largest_kit_file);
    auto const policy = text ? WitnessPolicy::parse(*text) : Result<WitnessPolicy>{fail(text)};
    if (!policy) return;
    report_.has_policy = policy->needs_witnesses();
    report_.witnesses = policy->witnesses().size();
    count_over(*policy, log_.note().value_or(std::string{}));
    if (!report_.quorum) count_over(*policy, read_file(folder_ / witnessed_name, largest_note).value_or(std::string{}));
  }

  void count_over(WitnessPolicy const& policy, std::string const& note) {
    auto checkpoint = open_checkpoint(note, keys_.front());
    for (auto key = keys_.begin() + 1; !checkpoint && key != keys_.end(); ++key) checkpoint = open_checkpoint(note, *key);
    auto const parsed = parse_note(note);
    if (!checkpoint || !parsed || !stands(checkpoint->head)) return;
    std::set<std::string, std::less<>> names;
    for (auto const& witness : policy.witnesses()) {
      if (find_cosignature(*parsed, witness.key)) names.insert(witness.name);
    }
    if (names.size() < report_.cosigned) return;
    report_.cosigned = names.size();
    report_.cosigned_size = checkpoint->head.size;
    report_.quorum = policy.is_quorum(names);
  }

  /// Whether this head is of the log in the folder, and not of another that the same key signed.
  [[nodiscard]] bool stands(TreeHead const& head) const {
    if (head.size > size_) return false;
    TileHashes hashes{log_, head.size};
    auto const root = tree_root(head.size, hashes);
    return root && *root == head.root;
  }

  fs::path const& folder_;
  std::vector<VerifierKey> keys_;
  FolderLog log_;
  std::uint64_t size_ = 0;
  KitCheck report_;
};

}  // namespace

std::string write_kit_opening(KitOpening const& opening) {
  Json json;
  json.set("index", opening.index).set("k", opening.k).set("salt", crypto::to_hex(opening.opening.salt));
  json.set("commitment", crypto::to_hex(commit(opening.opening))).set("value", opening.opening.value);
  return json.canonical() + "\n";
}

Result<KitOpening> parse_kit_opening(std::string_view text) {
  auto const json = Json::parse(text::trim(text));
  if (!json) return malformed();
  auto const salt = crypto::hash_from_hex((*json)["salt"].string());
  auto const& index = (*json)["index"];
  auto const& k = (*json)["k"];
  bool const fine = salt && index.is_integer() && index.integer() >= 0 && k.is_integer() && k.integer() >= 0 && k.integer() < 1000;
  if (!fine) return malformed();
  KitOpening opening{static_cast<std::uint64_t>(index.integer()), static_cast<int>(k.integer()), {*salt, (*json)["value"].string()}};
  if (write_kit_opening(opening) != std::string{text::trim(text)} + "\n") return malformed();
  return opening;
}

Result<void> put_kit_proof(fs::path const& folder, std::uint64_t index, std::string_view proof) {
  return put(folder / proof_folder / fmt::format("{}.tlog-proof", index), proof, 0644);
}

Result<void> put_kit_opening(fs::path const& folder, KitOpening const& opening) {
  return put(folder / opening_folder / fmt::format("{}-{}.json", opening.index, opening.k), write_kit_opening(opening), 0600);
}

Result<void> put_kit_policy(fs::path const& folder, std::string_view policy, std::optional<std::string> const& witnessed) {
  auto const parsed = WitnessPolicy::parse(policy);
  if (!parsed) return fail(parsed);
  std::string keys;
  for (auto const& witness : parsed->witnesses()) keys += witness.key.text() + "\n";
  auto done = put(folder / policy_name, policy, 0644);
  if (done) done = put(folder / "witness.vkeys", keys, 0644);
  if (done && witnessed) done = put(folder / witnessed_name, *witnessed, 0644);
  return done;
}

Result<KitCheck> check_kit(fs::path const& folder, VerifierKey const& verifier, std::vector<VerifierKey> const& former) {
  return Check{folder, verifier, former}.run();
}

}  // namespace concordat::ledger
