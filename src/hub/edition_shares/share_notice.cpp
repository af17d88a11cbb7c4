// SPDX-License-Identifier: Apache-2.0
#include "hub/edition_shares/share_notice.h"

#include <fmt/format.h>

#include "base/visible.h"
#include "hub/act.h"
#include "hub/notice/mailboxes.h"
#include "hub/notice/outbox.h"

namespace concordat::hub::edition_sharing {
namespace {

struct Telling {
  std::string_view word;     ///< of ours, for the leaf
  std::string_view subject;
  std::string_view what;
};

std::string called(Hub const& hub, std::string const& agency) {
  auto const* known = hub.agency(agency);
  return visible(known == nullptr ? agency : known->name);
}

std::string text_of(Hub const& hub, EditionShare const& share, std::string const& to, Telling const& telling) {
  auto text = fmt::format("To {}.\n\n{}\n\n", called(hub, to), telling.what);
  text += fmt::format("  partnership:   {}\n  of:            {}\n  product:       {}, edition {}\n  number:        {}\n", visible(hub.partnership().name), called(hub, share.agency), visible(share.title), share.number, share.id);
  if (!share.why.empty()) text += fmt::format("  reason:        {}\n", words_of(share_end_named(share.why).value_or(ShareEnd::wrong)).view());
  return text + fmt::format("  where to look: /products/shared/{} ('concordat product shared')\n\nA program wrote this message, once. Nothing of the edition is in it.\n", share.id);
}

Result<void> tell(Hub& hub, store::Transaction& transaction, EditionShare const& share, std::string const& to, Telling const& telling) {
  auto const mailboxes = mailboxes_of(transaction.connection(), to, {});
  if (!mailboxes) return fail(mailboxes);
  for (auto const& mailbox : *mailboxes) {
    if (mailbox.empty()) continue;
    Act act;
    act.event = ledger::Event::send;
    act.from = hub.partnership().id;
    act.to = to;
    act.fields = {"edition-share", std::string{telling.word}};
    act.previous = share.id;
    if (auto const receipt = record(hub, transaction, std::move(act)); !receipt) return fail(receipt);
    auto const put = put_message(hub, transaction, "edition-share", {mailbox, std::string{telling.subject}, text_of(hub, share, to, telling)});
    if (!put) return fail(put);
  }
  return {};
}

}  // namespace

Result<void> tell_readers(Hub& hub, store::Transaction& transaction, EditionShare const& share, bool ended) {
  Telling const begins{"shared", "An edition is shared with your agency", "A signed edition can be read by your agency from now on: its words, and figures as your own agreements permit."};
  Telling const ends{"ended", "An edition is not shared with your agency any more", "A signed edition that your agency could read was taken back. Do not go on using what was printed or copied from it."};
  for (auto const& reader : share.readers) {
    if (auto told = tell(hub, transaction, share, reader, ended ? ends : begins); !told) return told;
  }
  return {};
}

Result<void> tell_asked(Hub& hub, store::Transaction& transaction, EditionShare const& share) {
  for (auto const& agency : share.needed) {
    if (auto told = tell(hub, transaction, share, agency, {"asked", "May other agencies read an edition that counts your reports?", "A signed edition that counts your agency's reports is to be read by other agencies. It is not before a lead of yours has said yes."}); !told) return told;
  }
  return {};
}

}  // namespace concordat::hub::edition_sharing
