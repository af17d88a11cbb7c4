// SPDX-License-Identifier: Apache-2.0
// Inside the module: what goes along with an answer, cut down to what was permitted, and kept in its transaction.
#pragma once

#include <string>
#include <vector>

#include "hub/disclosures/giving.h"
#include "hub/disclosures/rows.h"

namespace concordat::hub::disclosures {

class Packing final : public sharing::Package {
 public:
  Packing(Hub& hub, Giving const& giving);

  [[nodiscard]] Result<Json> prepare(sharing::SharingRequest const& request, agreements::Decision const& decision) override;
  [[nodiscard]] Result<void> keep(store::Transaction& transaction, sharing::SharingRequest const& request, std::string const& supplier, std::uint64_t ledger_index) override;

  [[nodiscard]] std::string const& id() const { return id_; }
  [[nodiscard]] std::string const& open_until() const { return open_until_; }

 private:
  [[nodiscard]] Result<void> pack(agreements::Decision const& decision);
  [[nodiscard]] Result<void> choose_day(agreements::Decision const& decision);

  Hub& hub_;
  Giving const& giving_;
  std::string id_;
  std::string open_until_;
  std::vector<Packed> values_;
  std::vector<std::string> fields_;
  Json sealed_;
};

}  // namespace concordat::hub::disclosures
