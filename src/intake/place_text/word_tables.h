// SPDX-License-Identifier: Apache-2.0
// The words that receptionists use round the name of a place: data, and nothing else. Any order, each word
// once in a group; a word may stand in several groups.
#pragma once

#include <array>
#include <string_view>

#include "intake/place_text/words.h"

namespace concordat::intake::place_text {

/// A word, then what it is abbreviated to.
inline constexpr std::array<std::string_view, 59> abbreviation_groups{{
    "academy acad",
    "arms arm",
    "avenue av ave aven avn",
    "bridge bdge br brdg brg",
    "boulevard blvd boul",
    "centre cen cent center cntr cntre ctr",
    "church ch chrch",
    "close cl clo",
    "club clb",
    "community cmty comm",
    "college coll",
    "crescent cr cres cresc crs",
    "court crt ct",
    "drive dr drv dve",
    "estate est",
    "gardens garden gdens gdn gdns",
    "green gn grn",
    "ground gnd grd grounds",
    "grove gr gro grv",
    "great grt gt",
    "hill hl",
    "hospital hosp hospl",
    "house hs hse",
    "hotel htl",
    "heights hts",
    "industrial ind indl",
    "junction jct jn jnct jtn junc",
    "lane la ln",
    "little lit lt ltl",
    "lower lr lwr",
    "mcdonalds maccies maccys macdonalds mcd mcds",
    "market mkt mrkt",
    "mount mt",
    "mews mw mws",
    "north nth",
    "parade pard pde",
    "passage pass psge",
    "park pk prk",
    "place pl plc",
    "primary prim",
    "promenade prom",
    "roundabout rbt rdbt rndbt",
    "road rd roa",
    "recreation rec",
    "row rw",
    "street saint sreet st str stret strt",
    "school sch schl skool",
    "shopping shop shops shpg",
    "wetherspoons spoons wetherspoon",
    "square sq sqr",
    "station sta stat stn",
    "south sth",
    "superstore supermarket",
    "terrace tce ter terr trce",
    "university uni univ",
    "upper uppr upr",
    "view vw",
    "walk wk wlk",
    "way wy",
}};

struct UseGroup {
  Use use;
  std::string_view words;
};

// clang-format off
inline constexpr std::array<UseGroup, 10> use_groups{{
    {street_type,
     "av ave aven avenue boulevard cl clo close court cres cresc crescent crt ct dr drive gardens gdn "
     "gdns gr grove grv hill lane ln mews parade passage pl place rd rise road row sq square st street "
     "tce ter terr terrace view walk way"},
    {venue_type,
     "academy arcade bar bus cafe centre church club college garage hall hospital hotel house infirmary "
     "inn market nightclub park pub restaurant school shop shopping station superstore takeaway tavern "
     "train"},
    {position,
     "adj adjacent after along area around at back before behind beside between bottom by close cnr "
     "corner door doorway end entrance entry exit from front here in ins inside into jct jn junc "
     "junction just local main middle near nearby next nr o of off on opp opposite os outside public "
     "rear road round s side street that then there this to top toward towards vicinity within"},
    {nothing_told,
     "blank cannot cant declined didnt doesnt dont na nfa nil nk none not ns refused tbc uknown unable "
     "undefined undetermined undisclosed unk unkn unknow unknown unknwn unkown unkwn unrecorded "
     "unspecified unsure unwilling wont xx xxx"},
    {beside_nothing,
     "able about address applicable assault assaulted at available be by detail details disclose "
     "disclosed divulge documented exact exactly from further given happened has have he in incident "
     "info information is it know known knows location not occurred of patent patient patients place pt "
     "pts recall recalled recorded remember remembered reported said say she specified state stated sure "
     "tell they to vague was where wheres will willing would x"},
    {owner,
     "above acquaintance acquaintances assailant assailants aunt aunts aunty auntys bf bfs boyfriend "
     "boyfriends brother brothers carer carers client clients colleague colleagues cousin cousins "
     "current dad dads daughter daughters ex exs family familys father fathers fiance fiancee fiancees "
     "fiances foster freind freinds frend friend friends gf gfs girlfriend girlfriends gran grandad "
     "grandads grandmother grandmothers grandparents grans her hers his husband husbands inlaws mam mams "
     "mate mates mom moms mother mothers mum mums my nan nana nanas nans neighbor neighbors neighbour "
     "neighbours our own parent parents partner partners patient patients people peoples perpetrator "
     "perpetrators person persons private pt pts px registered relation relations relative relatives "
     "residential sister sisters somebody somebodys someone someones son sons stepfather stepfathers "
     "stepmother stepmothers student students their theirs uncle uncles usual victim victims wife wifes"},
    {dwelling,
     "accommodation accomodation addr addres address addresss adress apartment bedroom bungalow caravan "
     "digs door doorstep doorway drive driveway dwelling flat flats garden hallway home hostel house "
     "household hs hse kitchen lodgings place property residence room stairwell yard"},
    {going,
     "bringing bus cab came come coming cycled cycling driving drove enroute get getting go goes going "
     "got headed heading heads journey lift make making ran return returned returning ride route running "
     "sent taken taxi train traveling travelling walk walked walking way went"},
    {common,
     "a about after again alcohol alleged allegedly alley alleyway altercation ambulance an and assault "
     "assaulted attack attacked beach been before bench black blue boots bottle boy boys bridge brother "
     "bus car carpark centre city club cross daughter domestic door drunk during dv ex face father fell "
     "female females field fields fight fighting floor football footpath friend friends game gap "
     "garden gate girl girls glass green ground group hand hands he head heart her him his hit injured "
     "injury intoxicated kicked knife layby lot male males man match men mother new next night office "
     "old parking partner party path platform play playing police punched red river she shelter shop "
     "sister son stab stabbed stairs stop subway taxi the their them they time times toilet toilets town "
     "train underpass unknown village walking was were when while white who whom with woman women woods "
     "work workplace yard youth youths"},
    {bearing,
     "east far great high inner little long lower middle nether new north old outer over south upper "
     "west"},
}};
// clang-format on

}  // namespace concordat::intake::place_text
