// SPDX-License-Identifier: Apache-2.0
#include "cli/analysis/sources.h"

#include <algorithm>
#include <filesystem>

#include "agreements/check.h"
#include "base/file.h"
#include "hub/agency_name.h"
#include "hub/analysis/holdings.h"

namespace concordat::cli::analysis {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

tl::unexpected<Failure> failed(std::string about, Problem const& problem, Findings findings = {}) {
  return tl::unexpected<Failure>{{std::move(about), problem, std::move(findings)}};
}

}  // namespace

Sources::Sources(hub::Shelf const& shelf, hub::Hub* hub, Date today)
    : shelf_{shelf}, hub_{hub}, today_{today}, vocabulary_{hub != nullptr ? hub->vocabulary() : agreements::vocabulary_from(shelf.catalogue)} {
  if (hub_ != nullptr) {
    names_ = hub::print_names(*hub_);
    return;
  }
  names_ = agreements::names_in(shelf_.catalogue);
}

Expected<void> Sources::read_file_of(std::string const& path, std::vector<agreements::Agreement const*>& out) {
  auto const text = read_file(path, largest_agreement);
  if (!text) return failed(path, text.error());
  auto loaded = agreements::load(*text, path, vocabulary_, today_);
  if (!loaded.agreement) {
    return failed(path,
                  {Fault::malformed, "agreement.has-errors", "The agreement has errors, and nothing is said of what is never enforced.",
                   "Correct what is listed.", {}},
                  std::move(loaded.findings));
  }
  read_.push_back(std::make_unique<agreements::Agreement>(std::move(*loaded.agreement)));
  out.push_back(read_.back().get());
  return {};
}

Expected<std::vector<agreements::Agreement const*>> Sources::read(std::string const& path) {
  std::vector<agreements::Agreement const*> out;
  std::error_code error;
  std::vector<std::string> files;
  if (fs::is_directory(path, error)) {
    for (auto const& entry : fs::directory_iterator{path, error}) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
  } else {
    files.push_back(path);
  }
  for (auto const& file : files) {
    if (auto done = read_file_of(file, out); !done) return tl::unexpected<Failure>{std::move(done.error())};
  }
  return out;
}

Expected<hub::Held const*> Sources::held(std::string const& by) {
  if (held_) return &*held_;
  std::string agency;
  if (!by.empty()) {
    auto const member = hub_->member(by);
    if (!member) return failed(by, member.error());
    if (*member) agency = (*member)->agency;
  }
  auto held = hub::list_agreements(*hub_, agency, agency.empty() ? std::string{} : by);
  if (!held) return failed({}, held.error());
  held_ = std::move(*held);
  return &*held_;
}

Expected<std::vector<agreements::Agreement const*>> Sources::in_force(std::string const& by, Date day) {
  auto const all = held(by);
  if (!all) return tl::unexpected<Failure>{all.error()};
  return hub::in_force_on(**all, day);
}

agreements::analysis::Scope Sources::scope(std::vector<agreements::Agreement const*> agreements) const {
  return {.agreements = std::move(agreements), .vocabulary = &vocabulary_};
}

std::vector<agreements::analysis::KnownField> Sources::known_fields() const { return hub::known_fields(shelf_.catalogue); }

std::vector<agreements::analysis::FeedOffer> Sources::feeds() const {
  if (hub_ != nullptr) return hub::feed_offers(*hub_);
  std::vector<agreements::analysis::FeedOffer> out;
  for (auto const& profile : shelf_.profiles.profiles) out.push_back(hub::offer_of(profile, shelf_.catalogue));
  return out;
}

Expected<std::vector<agreements::analysis::TrainedMember>> Sources::members(std::string const& by) const {
  if (hub_ == nullptr || by.empty()) return std::vector<agreements::analysis::TrainedMember>{};
  auto const member = hub_->member(by);
  if (!member) return failed(by, member.error());
  if (!*member || !(*member)->active) return std::vector<agreements::analysis::TrainedMember>{};
  auto members = hub::trained_members(*hub_, (*member)->agency);
  if (!members) return failed({}, members.error());
  return std::move(*members);
}

}  // namespace concordat::cli::analysis
