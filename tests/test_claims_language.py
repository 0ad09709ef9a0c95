"""How the French-language press of many countries and sectors tells figures: each sentence with its whole claims."""

from __future__ import annotations

import pytest
from claims_in_short import stated, told

from flows.claims import extract_claims

Row = tuple[str, str, str, list[str]]

CARRIED_BY_THE_VERB: list[Row] = [
    # sentence, country, published, claims
    (
        "La filière emploie 190.000 personnes, soit 21 % des emplois industriels du pays.", "MA", "2021",
        ["190000 jobs jobs level actual -", "21 percent jobs share actual -"],
    ),
    ("L'industrie fait travailler quelque 340.000 personnes.", "ZA", "2005", ["340000 jobs jobs level actual -"]),
    (
        "Le secteur rassemble 370 entreprises employant 64.000 personnes.", "TN", "2010",
        ["370 companies companies level actual -", "64000 jobs jobs level actual -"],
    ),
    (
        "L'équipementier compte recruter 1.200 techniciens d'ici 2026.", "MA", "2024",
        ["1200 jobs jobs cumulative target ..2026"],
    ),
    (
        "Le groupe recrutera 200 ingénieurs d'ici la fin de l'année.", "TN", "2018-06",
        ["200 jobs jobs cumulative target ..2018"],
    ),
    ("Ces usines exportent pour 16 milliards de dirhams.", "MA", "2019", ["16e9 MAD export_revenue level actual -"]),
    (
        "Le groupe a injecté 300 millions d'euros dans sa nouvelle usine.", "FR", "2019",
        ["300e6 EUR investment cumulative actual -"],
    ),
    ("Le constructeur va investir 2 milliards de dirhams.", "MA", "2023", ["2e9 MAD investment cumulative target -"]),
    (
        "L'institut a formé 8.500 techniciens depuis 2011.", "MA", "2020",
        ["8500 persons trained_people cumulative actual 2011.."],
    ),
    (
        "L'industrie des machines génère un chiffre d'affaires de 6 milliards de francs.", "CH", "2020",
        ["6e9 CHF revenue level actual -"],
    ),
    (
        "La branche dégage 3,2 milliards d'euros de valeur ajoutée.", "BE", "2020",
        ["3.2e9 EUR value_added level actual -"],
    ),
    ("Le secteur pèse 53 milliards d'euros.", "FR", "2018", ["53e9 EUR - level actual -"]),
    ("Le marché des logiciels pèse 20 milliards d'euros.", "FR", "2018", ["20e9 EUR market_size level actual -"]),
    (
        "Les ventes à l'étranger rapportent 4,1 milliards de dinars au pays.", "TN", "2018",
        ["4.1e9 TND export_revenue level actual -"],
    ),
    (
        "Le pays a accueilli 14,5 millions de touristes en 2023.", "MA", "2024",
        ["14.5e6 persons arrivals level actual 2023"],
    ),
    (
        "La filiale emploie 2.300 collaborateurs et réalise un chiffre d'affaires de 85 millions d'euros.",
        "MA", "2022",
        ["2300 jobs jobs level actual -", "85e6 EUR revenue level actual -"],
    ),
    (
        "Quelque 25.000 salariés travaillent dans les 450 entreprises de la branche.", "CH", "2022",
        ["25000 jobs jobs level actual -", "450 companies companies level actual -"],
    ),
]  # fmt: skip

TOLD_ELSEWHERE: list[Row] = [
    (
        "Avec 65 milliards de dirhams exportés en 2018, l'automobile reste un pilier de l'économie.", "MA", "2019",
        ["65e9 MAD export_revenue level actual 2018"],
    ),
    (
        "Exportations : 43 milliards de dirhams à fin novembre 2023.", "MA", "2023-12",
        ["43e9 MAD export_revenue level actual 2023-01..2023-11"],
    ),
    (
        "Le chiffre d'affaires à l'export a bondi. Il a atteint 46,3 milliards de dirhams en 2022.", "MA", "2023",
        ["46.3e9 MAD export_revenue level actual 2022"],
    ),
    (
        "Emploi : la branche en compte 17.500, dont 42 % occupés par des femmes.", "MA", "2021",
        ["17500 jobs jobs level actual -", "42 percent jobs share actual -"],
    ),
    (
        "La filière réalise 50 milliards de dirhams de chiffre d'affaires, dont 36 milliards à l'export.", "MA", "2021",
        ["50e9 MAD revenue level actual -", "36e9 MAD export_revenue level actual -"],
    ),
    (
        "Le secteur emploie 220.000 personnes, dont 60 % de femmes.", "MA", "2024",
        ["220000 jobs jobs level actual -", "60 percent jobs share actual -"],
    ),
    (
        "Le secteur compte 370 entreprises, dont 230 totalement exportatrices.", "TN", "2010",
        ["370 companies companies level actual -", "230 companies companies level actual -"],
    ),
    (
        "Les exportations ont atteint 8,2 milliards de dinars à fin juin 2023, contre 7,1 milliards un an auparavant.",
        "TN", "2023-07",
        [
            "8.2e9 TND export_revenue level actual 2023-01..2023-06",
            "7.1e9 TND export_revenue level actual 2022-01..2022-06",
        ],
    ),
    (
        "Le déficit commercial s'est établi à 285 milliards de dirhams en 2023 contre 308 milliards en 2022.",
        "MA", "2024",
        ["285e9 MAD trade_balance level actual 2023", "308e9 MAD trade_balance level actual 2022"],
    ),
    (
        "Les investissements sont passés de 150 millions de dinars en 2008 à 200 millions en 2009.", "TN", "2010",
        ["150e6 TND investment level actual 2008", "200e6 TND investment level actual 2009"],
    ),
    (
        "Le taux d'intégration locale doit passer de 42 % à 52 % à l'horizon 2030.", "MA", "2024",
        [
            "42 percent local_integration_rate level actual -",
            "52 percent local_integration_rate level target ..2030",
        ],
    ),
    (
        "Le chiffre d'affaires du secteur atteint 72 milliards d'euros, soit 3,1 % du PIB.", "BE", "2022",
        ["72e9 EUR revenue level actual -", "3.1 percent gdp_contribution share actual -"],
    ),
]  # fmt: skip

GROWTH: list[Row] = [
    (
        "Les exportations textiles ont progressé de 5,4 % en 2023 par rapport à 2022.", "MA", "2024",
        ["5.4 percent export_revenue growth_rate actual 2023"],
    ),
    (
        "La production industrielle a reculé de 10,3 % sur un an en août 2022.", "BE", "2022-10",
        ["-10.3 percent production growth_rate actual 2022-08..2022-08"],
    ),
    (
        "Entre 2010 et 2022, les exportations ont augmenté de 54 %.", "MA", "2023",
        ["54 percent export_revenue growth_rate actual 2010..2022"],
    ),
    (
        "Les arrivées sont en hausse de 34 % par rapport à 2022.", "MA", "2024",
        ["34 percent arrivals growth_rate actual 2023"],
    ),
    (
        "Le chiffre d'affaires s'établit à 45 milliards de dirhams en 2023, en hausse de 5 % sur un an.", "MA", "2024",
        ["45e9 MAD revenue level actual 2023", "5 percent revenue growth_rate actual 2023"],
    ),
    (
        "Le secteur a vu ses effectifs fondre de 4 % en 2020.", "FR", "2021",
        ["-4 percent jobs growth_rate actual 2020"],
    ),
    (
        "Les ventes se sont repliées de 2,5 % au troisième trimestre 2024.", "BE", "2024-11",
        ["-2.5 percent revenue growth_rate actual 2024-07..2024-09"],
    ),
    ("Chiffre d'affaires : +7,2 % en 2022.", "FR", "2023", ["7.2 percent revenue growth_rate actual 2022"]),
    (
        "Les entrées de commandes ont bondi d'un tiers en 2021.", "CH", "2022",
        ["33.3333333333 percent orders growth_rate actual 2021"],
    ),
    (
        "Les exportations ont doublé entre 2015 et 2023.", "MA", "2024",
        ["2 multiple export_revenue multiple actual 2015..2023"],
    ),
    (
        "Les exportations ont plongé de 18,6 % en 2020 avant de rebondir de 15,3 % en 2021.", "MA", "2022",
        [
            "-18.6 percent export_revenue growth_rate actual 2020",
            "15.3 percent export_revenue growth_rate actual 2021",
        ],
    ),
    (
        "Le bénéfice net affiche un repli de 12 % à 95 millions d'euros en 2022.", "FR", "2023",
        ["-12 percent profit growth_rate actual 2022", "95e6 EUR profit level actual 2022"],
    ),
    (
        "Les recettes se sont accrues de 3 milliards de dirhams en 2019.", "MA", "2020",
        ["3e9 MAD revenue change actual 2019"],
    ),
    (
        "La part des exportations a gagné 2 points en 2022.", "CH", "2023",
        ["2 points export_revenue change actual 2022"],
    ),
    (
        "En 2022, les commandes ont crû. Les exportations ont augmenté de 5,1 %, à 72,3 milliards de francs.",
        "CH", "2023",
        ["5.1 percent export_revenue growth_rate actual 2022", "72.3e9 CHF export_revenue level actual 2022"],
    ),
    (
        "L'activité du secteur s'est contractée de 0,2 % en 2013.", "FR", "2014",
        ["-0.2 percent - growth_rate actual 2013"],
    ),
]  # fmt: skip

PERIODS: list[Row] = [
    (
        "Au titre de l'exercice 2022, la banque affiche un résultat net de 3,1 milliards de dirhams.", "MA", "2023",
        ["3.1e9 MAD profit level actual 2022"],
    ),
    (
        "Au premier semestre 2024, le chiffre d'affaires consolidé du groupe ressort à 812 millions d'euros.",
        "FR", "2024",
        ["812e6 EUR revenue level actual 2024-01..2024-06"],
    ),
    (
        "Au cours des neuf premiers mois de 2011, les ventes à l'étranger ont dépassé 20 milliards de dinars.",
        "TN", "2011-10", ["20e9 TND export_revenue level actual 2011-01..2011-09"],
    ),
    (
        "À fin septembre 2023, le secteur comptait 1.450 entreprises.", "MA", "2023-11",
        ["1450 companies companies level actual 2023-09-30"],
    ),
    (
        "En mars 2024, les importations ont atteint 60 milliards de dirhams.", "MA", "2024-05",
        ["60e9 MAD imports level actual 2024-03..2024-03"],
    ),
    (
        "Au 31 décembre 2022, le groupe employait 12.400 collaborateurs.", "FR", "2023",
        ["12400 jobs jobs level actual 2022-12-31"],
    ),
    (
        "Fin 2023, la branche occupait 325.600 personnes.", "CH", "2024",
        ["325600 jobs jobs level actual 2023-12-31"],
    ),
    (
        "Au T3 2023, les exportations ont reculé de 1,2 %.", "FR", "2023-11",
        ["-1.2 percent export_revenue growth_rate actual 2023-07..2023-09"],
    ),
    (
        "Entre janvier et septembre 2023, les ventes ont progressé de 8 %.", "FR", "2023-10",
        ["8 percent revenue growth_rate actual 2023-01..2023-09"],
    ),
    (
        "Sur les quatre premiers mois de l'année, les exportations ont totalisé 14,5 milliards de dirhams.",
        "MA", "2022-06", ["14.5e9 MAD export_revenue level actual 2022-01..2022-04"],
    ),
    (
        "Durant l'année 2021, 350 millions d'euros ont été investis dans la filière.", "FR", "2022",
        ["350e6 EUR investment level actual 2021"],
    ),
    (
        "Les recettes touristiques se sont élevées à 104,7 milliards de dirhams à fin décembre 2023.", "MA", "2024-02",
        ["104.7e9 MAD tourism_receipts level actual 2023"],
    ),
    (
        "Depuis 2016, plus de 35.000 postes ont été créés.", "MA", "2019",
        ["35000 jobs jobs cumulative actual 2016.."],
    ),
    (
        "Le secteur a créé beaucoup d'emplois : plus de 35.000 depuis 2016.", "MA", "2019",
        ["35000 jobs jobs cumulative actual 2016.."],
    ),
    (
        "Un an plus tôt, en 2021, le secteur employait 150.000 personnes.", "MA", "2023",
        ["150000 jobs jobs level actual 2021"],
    ),
    (
        "L'an passé, la région a attiré 4,2 milliards d'euros d'investissements directs étrangers.", "BE", "2023",
        ["4.2e9 EUR fdi level actual 2022"],
    ),
    (
        "De 2016 à 2019, la filière a reçu 12 milliards de dirhams d'investissements.", "MA", "2020",
        ["12e9 MAD investment cumulative actual 2016..2019"],
    ),
    (
        "Au 31 août 2022, les investissements ont atteint 1.500 MDT contre 1.350 MDT à la même période de 2021.",
        "TN", "2022-09",
        ["1.5e9 TND investment level actual 2022-01..2022-08", "1.35e9 TND investment level actual 2021-01..2021-08"],
    ),
    ("La branche emploie actuellement 16.700 salariés.", "MA", "2019", ["16700 jobs jobs level actual -"]),
    (
        "Dans l'indice GSLI 2021, le pays occupe la 34e place des destinations d'externalisation.", "TN", "2022",
        ["34 rank destination_attractiveness rank actual 2021"],
    ),
    (
        "Le chiffre d'affaires a été de 70 milliards de dirhams (MMDH) en 2017, contre 40 MMDH en 2014.", "MA", "2018",
        ["70e9 MAD revenue level actual 2017", "40e9 MAD revenue level actual 2014"],
    ),
    (
        "La croissance du chiffre d'affaires a été de 5 % par rapport à l'année précédente, à fin novembre 2023.",
        "MA", "2023-12", ["5 percent revenue growth_rate actual 2023-01..2023-11"],
    ),
    (
        "Les exportations ont progressé de 12 % au premier semestre 2023 par rapport à la même période de 2022.",
        "TN", "2023-08", ["12 percent export_revenue growth_rate actual 2023-01..2023-06"],
    ),
    (
        "En 2023, les arrivées dépassaient de 12 % celles de 2019. D'ici la fin de la décennie, le pays vise"
        " 26 millions de touristes.", "MA", "2024",
        ["12 percent arrivals growth_rate actual 2019..2023", "26e6 persons arrivals level target ..2030"],
    ),
]  # fmt: skip

AHEAD: list[Row] = [
    (
        "D'ici 2030, le secteur ambitionne de créer 150.000 emplois.", "MA", "2024",
        ["150000 jobs jobs cumulative target ..2030"],
    ),
    (
        "Le pays veut attirer 26 millions de touristes à l'horizon 2030.", "MA", "2024",
        ["26e6 persons arrivals level target ..2030"],
    ),
    (
        "L'objectif est d'atteindre 200 milliards de dirhams d'exportations en 2025.", "MA", "2018",
        ["200e9 MAD export_revenue level target 2025"],
    ),
    (
        "L'objectif est de réaliser 9 milliards de dirhams de chiffre d'affaires à l'export additionnel d'ici 2030.",
        "MA", "2024", ["9e9 MAD export_revenue change target ..2030"],
    ),
    (
        "L'objectif est de porter les exportations annuelles à 50 milliards de dirhams.", "MA", "2023",
        ["50e9 MAD export_revenue level target -"],
    ),
    (
        "Forte de 300 membres, l'association s'est donné des objectifs à l'horizon 2035. Elle veut exporter pour"
        " 60 milliards de dirhams.", "MA", "2021",
        ["300 companies members level actual -", "60e9 MAD export_revenue level target ..2035"],
    ),
    (
        "Cette production doit passer de 700.000 voitures à 1 million d'ici 2026.", "MA", "2024",
        ["700000 vehicles - level actual -", "1e6 vehicles - level target ..2026"],
    ),
    (
        "Ces projets permettront la création de 32.000 postes.", "TN", "2022",
        ["32000 jobs jobs cumulative target -"],
    ),
    ("L'usine devrait employer 1.500 personnes.", "MA", "2023", ["1500 jobs jobs level forecast -"]),
    (
        "Les contrats prévoient la création de 60.000 emplois d'ici 2020.", "MA", "2018",
        ["60000 jobs jobs cumulative target ..2020"],
    ),
    (
        "L'objectif du programme est de 40.000 emplois d'ici 2027.", "TN", "2024",
        ["40000 jobs jobs cumulative target ..2027"],
    ),
    (
        "La fédération prévoit une croissance de 3 % du chiffre d'affaires en 2017.", "FR", "2016",
        ["3 percent revenue growth_rate forecast 2017"],
    ),
    (
        "Les économistes attendent un recul de 1,5 % de la production en 2025.", "BE", "2024",
        ["-1.5 percent production growth_rate forecast 2025"],
    ),
    (
        "Le chiffre d'affaires devrait croître de 4 % l'an prochain.", "FR", "2023",
        ["4 percent revenue growth_rate forecast 2024"],
    ),
    (
        "Les recettes pourraient dépasser 120 milliards de dirhams en 2025.", "MA", "2024",
        ["120e9 MAD revenue level forecast 2025"],
    ),
    (
        "Le marché mondial de la sous-traitance devrait atteindre 500 milliards de dollars en 2028.", "MA", "2024",
        ["500e9 USD market_size level forecast 2028"],
    ),
    (
        "Ce projet va générer 400 emplois directs.", "MA", "2024",
        ["400 jobs direct_jobs cumulative forecast -"],
    ),
    (
        "Le programme est doté d'un budget de 1,2 milliard de dirhams.", "MA", "2024",
        ["1.2e9 MAD budget cumulative target -"],
    ),
    (
        "Le groupe s'est engagé à créer 3.000 emplois.", "MA", "2020",
        ["3000 jobs jobs cumulative target -"],
    ),
    (
        "La stratégie fixe à 100.000 le nombre de jeunes à former chaque année.", "MA", "2024",
        ["100000 persons trained_people level target -"],
    ),
    (
        "Selon les estimations, la branche emploierait 45.000 personnes.", "SN", "2019",
        ["45000 jobs jobs level estimate -"],
    ),
    (
        "Le cabinet évalue le marché à 2,4 milliards d'euros en 2022.", "FR", "2023",
        ["2.4e9 EUR market_size level estimate 2022"],
    ),
    (
        "Son chiffre d'affaires est estimé à 600 millions de dollars.", "MA", "2019",
        ["600e6 USD revenue level estimate -"],
    ),
    (
        "D'après le patronat, le secteur compterait 800 PME.", "SN", "2019",
        ["800 companies companies level estimate -"],
    ),
]  # fmt: skip

PARTS_AND_COUNTS: list[Row] = [
    (
        "Le pays occupe la 5e place mondiale des destinations d'externalisation.", "MA", "2020",
        ["5 rank destination_attractiveness rank actual -"],
    ),
    (
        "Le pays figure dans le top 10 des exportateurs d'habillement.", "MA", "2022",
        ["10 rank export_revenue rank actual -"],
    ),
    (
        "Le secteur est le premier employeur industriel du pays.", "MA", "2022",
        ["1 rank jobs rank actual -"],
    ),
    ("L'Union européenne absorbe 72,7 % des exportations.", "TN", "2013",
     ["72.7 percent export_revenue share actual -"]),
    (
        "La filière fournit 11 % des recettes d'exportation.", "MA", "2023",
        ["11 percent export_revenue share actual -"],
    ),
    ("Le numérique représente 6,8 % du PIB.", "MA", "2023", ["6.8 percent gdp_contribution share actual -"]),
    ("Les femmes constituent 42 % des effectifs.", "MA", "2021", ["42 percent jobs share actual -"]),
    (
        "Le tourisme contribue au PIB à hauteur de 7,3 %.", "MA", "2023",
        ["7.3 percent gdp_contribution share actual -"],
    ),
    ("Sa part de marché est de 15 %.", "FR", "2020", ["15 percent market_size share actual -"]),
    ("La fédération regroupe 240 membres.", "MA", "2020", ["240 companies members level actual -"]),
    ("L'association fédère 1.200 entreprises.", "FR", "2014", ["1200 companies members level actual -"]),
    ("Près de 350 sociétés opèrent dans le secteur.", "TN", "2014", ["350 companies companies level actual -"]),
    ("Le tissu industriel se compose de 1.800 PME.", "TN", "2014", ["1800 companies companies level actual -"]),
    ("Le secteur a créé 14.000 emplois nets en 2016.", "FR", "2017", ["14000 jobs jobs change actual 2016"]),
    (
        "La branche a enregistré 28.000 créations nettes d'emplois en 2017.", "FR", "2018",
        ["28000 jobs jobs change actual 2017"],
    ),
    ("Le secteur a supprimé 5.000 postes en 2009.", "FR", "2010", ["-5000 jobs jobs change actual 2009"]),
    (
        "Les startups ont levé 95 millions de dollars en 2023.", "MA", "2024",
        ["95e6 USD funds_raised level actual 2023"],
    ),
    (
        "Les exportations ont rapporté 3.200 milliards de FCFA en 2023.", "SN", "2024",
        ["3.2e12 XOF export_revenue level actual 2023"],
    ),
    (
        "Le chiffre d'affaires du secteur se monte à 91,5 milliards de francs.", "CH", "2022",
        ["91.5e9 CHF revenue level actual -"],
    ),
    ("Le parc compte 15.000 positions.", "MA", "2012", ["15000 positions positions level actual -"]),
]  # fmt: skip

ROWS = CARRIED_BY_THE_VERB + TOLD_ELSEWHERE + GROWTH + PERIODS + AHEAD + PARTS_AND_COUNTS


@pytest.mark.parametrize(("text", "country", "published", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_sentence_of_the_press(text: str, country: str, published: str, expected: list[str]) -> None:
    claims = extract_claims(text, language="fr", published_at=published, country=country)
    assert [stated(claim) for claim in claims] == [told(row) for row in expected]
