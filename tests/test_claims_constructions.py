"""Constructions of the press in three languages, one at a time: each text with its whole claims."""

from __future__ import annotations

import pytest
from claims_in_short import stated, told

from flows.claims import extract_claims

Row = tuple[str, str, list[str]]

MOVEMENTS: list[Row] = [
    # language, text, claims
    (
        "en", "Exports rose by MAD 2.8 billion to MAD 38.7 billion.",
        ["2.8e9 MAD export_revenue change actual -", "38.7e9 MAD export_revenue level actual -"],
    ),
    (
        "en", "Its workforce fell by 1,200 to 5,300.",
        ["-1200 jobs jobs change actual -", "5300 jobs jobs level actual -"],
    ),
    ("en", "Revenue will rise by 8 to 10 percent.", ["8 percent revenue growth_rate forecast -"]),
    (
        "fr", "Le chiffre d'affaires devrait progresser de 8 à 10% en 2024.",
        ["8 percent revenue growth_rate forecast 2024"],
    ),
    (
        "fr", "La part des exportations est passée de 25 à 46% en 2023.",
        ["25 percent export_revenue share actual -", "46 percent export_revenue share actual 2023"],
    ),
    (
        "en", "Exports reached $3 billion, up $300 million.",
        ["3e9 USD export_revenue level actual -", "300e6 USD export_revenue change actual -"],
    ),
    (
        "en", "Exports grew from $4 billion in 2019 to $6 billion.",
        ["4e9 USD export_revenue level actual 2019", "6e9 USD export_revenue level actual -"],
    ),
    (
        "fr", "Le chiffre d'affaires s'est amélioré de 50 millions de dirhams, soit 12%, en 2023.",
        ["50e6 MAD revenue change actual 2023", "12 percent revenue growth_rate actual 2023"],
    ),
    (
        "fr", "Les exportations ont augmenté de 5,8% ou 6,1 MMDH.",
        ["5.8 percent export_revenue growth_rate actual -", "6.1e9 MAD export_revenue change actual -"],
    ),
    (
        "fr", "Le contrat vise à porter le chiffre d'affaires de 20 milliards de dirhams à 50 milliards en 2030.",
        ["20e9 MAD revenue level actual -", "50e9 MAD revenue level target 2030"],
    ),
    ("fr", "3.000 emplois ont été supprimés dans l'industrie en 2023.", ["-3000 jobs jobs change actual 2023"]),
    ("ar", "ارتفعت الصادرات بـ 400 مليون دولار", ["400e6 USD export_revenue change actual -"]),
    ("ar", "تراجعت الصادرات بـ 400 مليون دولار", ["-400e6 USD export_revenue change actual -"]),
    ("ar", "تضاعفت صادرات النسيج ثلاث مرات", ["3 multiple export_revenue multiple actual -"]),
]  # fmt: skip

TIMES: list[Row] = [
    (
        "en", "Exports reached $3 billion, up from last year's $2.9 billion.",
        ["3e9 USD export_revenue level actual -", "2.9e9 USD export_revenue level actual 2023"],
    ),
    (
        "en", "Exports reached $3 billion in 2023, compared with 2022's $2.9 billion.",
        ["3e9 USD export_revenue level actual 2023", "2.9e9 USD export_revenue level actual 2022"],
    ),
    ("en", "In 2020's first seven months revenue was $3 billion.", ["3e9 USD revenue level actual 2020-01..2020-07"]),
    ("en", "Revenue hit $3 billion in Q1-Q3 2023.", ["3e9 USD revenue level actual 2023-01..2023-09"]),
    ("en", "Its revenue fell 4% in the March quarter.", ["-4 percent revenue growth_rate actual 2024-01..2024-03"]),
    (
        "en", "Exports in the July-May period of the fiscal year 2015-2016 amounted to $25 billion.",
        ["25e9 USD export_revenue level actual 2015-07..2016-05"],
    ),
    (
        "en", "By 2027 the industry wants 50,000 jobs. By the same year, it aims to export $2 billion.",
        ["50000 jobs jobs cumulative target ..2027", "2e9 USD export_revenue level target ..2027"],
    ),
    (
        "en", "Between January and April, the country exported flowers worth $1.7 billion, "
        "which is 12 per cent more than the same period last year.",
        ["1.7e9 USD export_revenue level actual 2024-01..2024-04",
         "12 percent export_revenue growth_rate actual 2024-01..2024-04"],
    ),
    ("en", "The plan has created 55,000 jobs since its launch in 2005.", ["55000 jobs jobs cumulative actual 2005.."]),
    ("fr", "Depuis son lancement en 2019, le dispositif a formé 3.000 jeunes.",
     ["3000 persons trained_people cumulative actual 2019.."]),
    (
        "fr", "L'équipementier, installé à Tanger depuis 2012, emploie 8.500 salariés.",
        ["8500 jobs jobs level actual -"],
    ),
    (
        "fr", "Le chiffre d'affaires s'établit à 4 MMDH à fin mars 2024, en hausse de 5% par rapport à fin mars 2023.",
        ["4e9 MAD revenue level actual 2024-01..2024-03", "5 percent revenue growth_rate actual 2024-01..2024-03"],
    ),
    (
        "fr", "L'industrie a perdu 30.000 postes entre le premier trimestre 2023 et le premier trimestre 2024.",
        ["-30000 jobs jobs change actual 2023-01..2024-03"],
    ),
    (
        "fr",
        "Le nombre de touristes qui sont venus au cours des quatre premiers mois de 2023 a atteint 3,58 millions.",
        ["3580000 persons arrivals level actual 2023-01..2023-04"],
    ),
    (
        "ar", "بلغت الصادرات 5 مليارات درهم في الربع الثالث لعام 2022",
        ["5e9 MAD export_revenue level actual 2022-07..2022-09"],
    ),
    ("ar", "بلغ عدد السياح 14,5 مليونا سنة 2023", ["14.5e6 persons arrivals level actual 2023"]),
    (
        "ar", "بلغت الصادرات خلال الفترة الممتدة من شهر جانفي إلى نهاية شهر أكتوبر 2022 نحو 6 مليار دينار تونسي.",
        ["6e9 TND export_revenue level actual 2022-01..2022-10"],
    ),
]  # fmt: skip

WHAT: list[Row] = [
    (
        "en", "The sector will create 1,500 direct and 3,000 indirect jobs.",
        ["1500 jobs direct_jobs cumulative target -", "3000 jobs indirect_jobs cumulative target -"],
    ),
    ("fr", "L'usine a créé 2.500 emplois, dont 1.000 directs.",
     ["2500 jobs jobs cumulative actual -", "1000 jobs direct_jobs cumulative actual -"]),
    ("en", "Small companies account for 60% of the sector's revenue.", ["60 percent revenue share actual -"]),
    ("en", "Exports by local manufacturers rose 12%.", ["12 percent export_revenue growth_rate actual -"]),
    ("en", "The survey of 500 companies found that 62% planned to raise headcount.",
     ["62 percent survey_response share estimate -"]),
    ("en", "Passenger traffic rose 12%.", ["12 percent - growth_rate actual -"]),
    ("en", "The project created 1,200 jobs.", ["1200 jobs jobs cumulative actual -"]),
    ("en", "The company has 3,000 employees and plans to open two sites.", ["3000 jobs jobs level actual -"]),
    (
        "en", "The country wants to attract 5 million tourists by 2027 from the current 2 million.",
        ["5e6 persons arrivals level target ..2027", "2e6 persons arrivals level actual -"],
    ),
    ("fr", "Le technopark s'étend sur 20 hectares et accueillera 35 entreprises d'ici 2026.",
     ["20 hectares land_area level actual -", "35 companies companies level target ..2026"]),
    (
        "fr", "Selon le ministère de l'Investissement, 27 milliards de dirhams ont circulé.",
        ["27e9 MAD - level actual -"],
    ),
    ("en", "According to the Ministry of Trade and Investment, 27 billion dirhams went abroad.",
     ["27e9 MAD - level actual -"]),
    ("fr", "Le chiffre d'affaires a progressé de 4% à taux de change constants en 2023.",
     ["4 percent revenue growth_rate actual 2023"]),
    ("fr", "Parmi les 27 centres existants, 16 ont été réalisés à Rabat.",
     ["27 companies companies level actual -", "16 companies companies level actual -"]),
    ("ar", "حل المغرب في المرتبة الـ23 عالميا", ["23 rank - rank actual -"]),
    ("ar", "يوجد المغرب ضمن المراكز الثلاثة الأولى إقليميا.", ["3 rank - rank actual -"]),
    ("fr", "Le Maroc figure parmi les trois premières destinations d'offshoring.",
     ["3 rank destination_attractiveness rank actual -"]),
]  # fmt: skip

PRESS: list[Row] = [
    ("fr", "La fédération, qui regroupe les entreprises du numérique, prévoit une croissance de 7% en 2024.",
     ["7 percent - growth_rate forecast 2024"]),
    (
        "fr", "Le chiffre d'affaires des éditeurs progresse de 11 % et celui des entreprises de services de 5 %.",
        ["11 percent revenue growth_rate actual -", "5 percent revenue growth_rate actual -"],
    ),
    ("fr", "La contribution du secteur au PIB est de 6,4 %.", ["6.4 percent gdp_contribution share actual -"]),
    (
        "fr", "Les exportations ont atteint 4 milliards d'euros en 2023, contre 5 milliards en 2022. "
        "Elles reculent ainsi de 20%.",
        ["4e9 EUR export_revenue level actual 2023", "5e9 EUR export_revenue level actual 2022",
         "-20 percent export_revenue growth_rate actual 2023"],
    ),
    ("fr", "Le chiffre d'affaires du fixe a atteint 4 milliards de dirhams.", ["4e9 MAD revenue level actual -"]),
    ("fr", "Le marché connaîtra une hausse de 6%.", ["6 percent market_size growth_rate forecast -"]),
    (
        "fr", "En 2004, le secteur employait 7 000 personnes et 31 000 en 2010.",
        ["7000 jobs jobs level actual 2004", "31000 jobs jobs level actual 2010"],
    ),
    ("fr", "Le secteur a réalisé un chiffre d'affaires de 56 milliards d'euros sur 2023.",
     ["56e9 EUR revenue level actual 2023"]),
    ("fr", "Le plan a créé 200 000 emplois directs et indirects.", ["200000 jobs jobs cumulative actual -"]),
    ("fr", "Le groupe fait état d'un chiffre d'affaires de 3 milliards d'euros en 2022.",
     ["3e9 EUR revenue level actual 2022"]),
    (
        "fr", "Les exportations ont atteint 33 milliards de dirhams en 2017 (contre 30 milliards en 2016), "
        "dont 28 milliards à Tanger.",
        ["33e9 MAD export_revenue level actual 2017", "30e9 MAD export_revenue level actual 2016",
         "28e9 MAD export_revenue level actual 2017"],
    ),
    ("fr", "Les exportations du textile ont progressé de 8% sur le marché italien en 2022.",
     ["8 percent export_revenue growth_rate actual 2022"]),
    ("fr", "Les exportations ont augmenté de 12% pour les 7 mois de l'année 2023.",
     ["12 percent export_revenue growth_rate actual 2023-01..2023-07"]),
    (
        "fr", "Le groupe a un chiffre d'affaires compris entre 375 millions d'euros et 390 millions d'euros.",
        ["375e6 EUR revenue level actual -"],
    ),
    (
        "en", "The offshoring sector added 4,000 jobs in 2023, or 28% of the total.",
        ["4000 jobs jobs change actual 2023", "28 percent jobs share actual 2023"],
    ),
    (
        "en", "The projects created 23,000 direct jobs and 39,000 indirect jobs.",
        ["23000 jobs direct_jobs cumulative actual -", "39000 jobs indirect_jobs cumulative actual -"],
    ),
    ("en", "Some 19,000 jobs were created in 2023.", ["19000 jobs jobs cumulative actual 2023"]),
    (
        "en", "The sector counts 400 firms and more than 9,000 staff.",
        ["400 companies companies level actual -", "9000 jobs jobs level actual -"],
    ),
    ("en", "Tourism employs 1.2 million people directly and indirectly.", ["1.2e6 jobs jobs level actual -"]),
    (
        "en", "Exports rose by 24%, from $4 billion in 2022 to $5 billion in 2023.",
        ["24 percent export_revenue growth_rate actual 2023", "4e9 USD export_revenue level actual 2022",
         "5e9 USD export_revenue level actual 2023"],
    ),
    ("en", "The country has 2,081 business service centres.", ["2081 companies companies level actual -"]),
    ("ar", "بلغت إيرادات قطاع الاتصالات (249.8) مليار درهم في عام 2023.", ["249.8e9 MAD revenue level actual 2023"]),
    ("ar", "بلغ إنتاج السيارات سنة 2022 ما مجموعه 480 ألف و765 سيارة.", ["480765 vehicles - level actual 2022"]),
    (
        "ar", "تهدف الاتفاقية إلى استقطاب 17 مليون سائح، وتوفير 200 ألف فرصة عمل بحلول 2026.",
        ["17e6 persons arrivals level target ..2026", "200000 jobs jobs cumulative target ..2026"],
    ),
]  # fmt: skip

RESPECTIVELY: list[Row] = [
    (
        "fr", "Les exportations et les importations se sont établies respectivement à 430 MMDH et 715 MMDH en 2023.",
        ["430e9 MAD export_revenue level actual 2023", "715e9 MAD imports level actual 2023"],
    ),
    (
        "en", "Exports reached $4 billion and $5 billion in 2022 and 2023 respectively.",
        ["4e9 USD export_revenue level actual 2022", "5e9 USD export_revenue level actual 2023"],
    ),
    (
        "en", "Imports and exports rose 12% and 18%, respectively.",
        ["12 percent imports growth_rate actual -", "18 percent export_revenue growth_rate actual -"],
    ),
]  # fmt: skip

FIGURES: list[Row] = [
    ("en", "Exports reached Rs. 2,500 crore.", ["25e9 INR export_revenue level actual -"]),
    ("en", "The industry has revenue of $59 billion and 2.5 million jobs.",
     ["59e9 USD revenue level actual -", "2.5e6 jobs jobs level actual -"]),
    ("en", "A $300 million plant created 200 jobs.",
     ["300e6 USD - level actual -", "200 jobs jobs cumulative actual -"]),
    ("en", "Headcount stood at 1.82 million, with revenue of $38 billion.",
     ["1.82e6 jobs jobs level actual -", "38e9 USD revenue level actual -"]),
    ("fr", "Le chiffre d'affaires atteint 1.250.000.000 de dirhams.", ["1.25e9 MAD revenue level actual -"]),
]  # fmt: skip

CLAUSES: list[Row] = [
    ("fr", "En 2022, les exportations ont atteint 15 milliards de dirhams et en 2023 18 milliards de dirhams.",
     ["1.5e10 MAD export_revenue level actual 2022", "1.8e10 MAD export_revenue level actual 2023"]),
    ("fr", "En 2021, les exportations ont atteint 15 MMDH, en 2022 16 MMDH et en 2023 18 MMDH.",
     ["1.5e10 MAD export_revenue level actual 2021", "1.6e10 MAD export_revenue level actual 2022",
      "1.8e10 MAD export_revenue level actual 2023"]),
    ("fr", "Au premier trimestre 2023, les exportations ont atteint 4 MMDH et au deuxième trimestre 5 MMDH.",
     ["4e9 MAD export_revenue level actual 2023-01..2023-03", "5e9 MAD export_revenue level actual 2023-04..2023-06"]),
    ("fr", "En 2022, les exportations ont atteint 15 MMDH tandis qu'en 2023 elles ont atteint 18 MMDH.",
     ["1.5e10 MAD export_revenue level actual 2022", "1.8e10 MAD export_revenue level actual 2023"]),
    ("fr", "Le parc emploie 4.200 personnes et, d'ici 2026, 4.000 autres s'y ajouteront.",
     ["4200 jobs jobs level actual -", "4000 jobs jobs change target ..2026"]),
    ("fr", "En 2023, les exportations ont atteint 15 milliards de dirhams contre 12 milliards de dirhams.",
     ["1.5e10 MAD export_revenue level actual 2023", "1.2e10 MAD export_revenue level actual -"]),
    ("fr", "Les exportations ont atteint 9 MMDH contre 5 MMDH en 2022. Les importations ont progressé de 4%.",
     ["9e9 MAD export_revenue level actual -", "5e9 MAD export_revenue level actual 2022",
      "4 percent imports growth_rate actual -"]),
    ("fr", "Les effectifs atteignent 60.000 emplois au 1er trimestre 2024, soit 10% de plus qu'au 1er trimestre 2023.",
     ["60000 jobs jobs level actual 2024-01..2024-03", "10 percent jobs growth_rate actual 2024-01..2024-03"]),
    ("fr", "Le chiffre d'affaires de S2M affiche une hausse de 24%.",
     ["24 percent revenue growth_rate actual -"]),
    ("fr", "Créée il y a 24 ans, l'entreprise compte 40.000 collaborateurs.",
     ["40000 jobs jobs level actual -"]),
    ("fr", "En 2023, la baisse des importations de céréales de 12% à 3 MMDH et du gaz de 8% à 2 MMDH est nette.",
     ["-12 percent imports growth_rate actual 2023", "3e9 MAD imports level actual 2023",
      "-8 percent imports growth_rate actual 2023", "2e9 MAD imports level actual 2023"]),
    ("fr", "En 2023, l'évolution tient au recul de 12% des recettes d'IDE et de 8% des importations.",
     ["-12 percent fdi growth_rate actual 2023", "-8 percent imports growth_rate actual 2023"]),
    ("fr", "Le secteur a perdu 900 postes en 2023, dont 600 en ville.",
     ["-900 jobs jobs change actual 2023", "-600 jobs jobs change actual 2023"]),
    ("fr", "En 2023, le textile a perdu 9.000 emplois, l'automobile 7.000 et l'aéronautique 3.000.",
     ["-9000 jobs jobs change actual 2023", "-7000 jobs jobs change actual 2023",
      "-3000 jobs jobs change actual 2023"]),
    ("fr", "Ce sont 900 emplois qui ont été créés en 2023.",
     ["900 jobs jobs cumulative actual 2023"]),
    ("fr", "La part du secteur dans le PIB a perdu un point pour se situer à 11% en 2023.",
     ["-1 points gdp_contribution change actual -", "11 percent gdp_contribution share actual 2023"]),
    ("fr", "Une hausse de près de 3% du chiffre d'affaires a été notée.",
     ["3 percent revenue growth_rate actual -"]),
    ("fr", "La société a réalisé 47 millions de dirhams de chiffre d'affaires en 2023, soit 10% par rapport à 2022.",
     ["47e6 MAD revenue level actual 2023", "10 percent revenue growth_rate actual 2023"]),
    ("fr", "Les importations de biens de consommation ont atteint 9 milliards de dirhams en 2023.",
     ["9e9 MAD imports level actual 2023"]),
    ("fr", "La filière pèse 6% des exportations et dégage 8 milliards de dirhams de chiffre d'affaires.",
     ["6 percent export_revenue share actual -", "8e9 MAD revenue level actual -"]),
    ("fr", "La valeur des exportations, qui assurent 8% du PIB, atteint 50 millions d'euros.",
     ["8 percent gdp_contribution share actual -", "50e6 EUR export_revenue level actual -"]),
    ("fr", "Fort de son expérience, le secteur compte une centaine d'entreprises.",
     ["100 companies companies level actual -"]),
    ("fr", "Le plan a contribué à la création de 900 entreprises.",
     ["900 companies companies cumulative actual -"]),
    ("fr", "Le secteur a créé 15.000 emplois. Le taux de réussite est de 86%.",
     ["15000 jobs jobs cumulative actual -", "86 percent - share actual -"]),
    ("fr", "Les objectifs étaient de créer 26.000 emplois sur la période 2008-2013.",
     ["26000 jobs jobs cumulative target 2008..2013"]),
    ("fr", "Ces cinq entreprises emploient 300 personnes.",
     ["300 jobs jobs level actual -"]),
    ("fr", "Les petites entreprises employant dix personnes ou plus étaient 107 en 2023.",
     ["107 companies companies level actual 2023"]),
    ("fr", "Il manque 30.000 ingénieurs au secteur.",
     ["30000 persons - level actual -"]),
    ("fr", "La croissance du chiffre d'affaires a été de -6 à 7% en 2023.",
     ["-6 percent revenue growth_rate actual 2023"]),
    ("en", "Exports rose 6% in the first quarter of 2023, reaching $64 billion.",
     ["6 percent export_revenue growth_rate actual 2023-01..2023-03",
      "6.4e10 USD export_revenue level actual 2023-01..2023-03"]),
    ("en", "Exports reached $385 million, up 17 percent in 2023.",
     ["385e6 USD export_revenue level actual 2023", "17 percent export_revenue growth_rate actual 2023"]),
    ("en", "Receipts reached MAD 71 billion, or $7 billion at the end of October 2023.",
     ["7.1e10 MAD revenue level actual 2023-01..2023-10", "7e9 USD revenue level actual 2023-01..2023-10"]),
    ("en", "Revenue tripled to $9 million in 2023 from $3 million in 2016.",
     ["3 multiple revenue multiple actual 2016..2023", "9e6 USD revenue level actual 2023",
      "3e6 USD revenue level actual 2016"]),
    ("en", "The sector created eight times more jobs in 2023 than in 2016.",
     ["8 multiple jobs multiple actual 2016..2023"]),
    ("en", "Exports in the textile sector posted a 12 percent rise in 2023.",
     ["12 percent export_revenue growth_rate actual 2023"]),
    ("en", "Investment, which creates jobs, rose 9%.",
     ["9 percent investment growth_rate actual -"]),
    ("en", "Exports rose to $9 million (4 percent of GDP).",
     ["9e6 USD export_revenue level actual -", "4 percent gdp_contribution share actual -"]),
    ("en", "Car exports fell by 29% in 2023, against 50% worldwide.",
     ["-29 percent export_revenue growth_rate actual 2023", "-50 percent export_revenue growth_rate actual 2023"]),
    ("en", "Textile exports rose 4% in 2023. The dinar lost 9% against the euro.",
     ["4 percent export_revenue growth_rate actual 2023", "-9 percent - growth_rate actual 2023"]),
    ("en", "Analysts expect the company to create 500 jobs by 2026.",
     ["500 jobs jobs cumulative forecast ..2026"]),
    ("en", "Our target was to employ 30,000 people.",
     ["30000 jobs jobs level target -"]),
    ("en", "The industry is on track to hit 2026 targets of 1.3 million employees.",
     ["1.3e6 jobs jobs cumulative target ..2026"]),
    ("en", "One in five companies exports its services. Three out of four firms plan to hire.",
     []),
    ("en", "Exports would grow at the lower end of a forecast of 11 to 14 percent.",
     ["11 percent export_revenue growth_rate forecast -"]),
    ("ar", "بلغت الصادرات 51 مليار دولار خلال الأشهر الـ 9 الأولى من سنة 2023.",
     ["5.1e10 USD export_revenue level actual 2023-01..2023-09"]),
    ("ar", "ارتفعت عائدات السياحة بنسبة 46 % حتى العاشر من أكتوبر 2023.",
     ["46 percent tourism_receipts growth_rate actual 2023-01..2023-10-10"]),
    ("ar", "تنفيذ هذا المخطط أدى إلى إحداث 100 ألف منصب شغل.",
     ["100000 jobs jobs cumulative actual -"]),
    ("ar", "بلغت الصادرات 1.5 مليار درهم متم يناير الماضي،"
     " بانخفاض 30 في المائة مقارنة مع الفترة نفسها من العام المنصرم (2023).",
     ["1.5e9 MAD export_revenue level actual 2024-01", "-30 percent export_revenue growth_rate actual 2024-01"]),
    ("ar", "ارتفعت صادرات السيارات بنسبة 54 في المائة لتتجاوز 108 مليار درهم سنة 2023.",
     ["54 percent export_revenue growth_rate actual 2023", "1.08e11 MAD export_revenue level actual 2023"]),
    ("ar", "يشغل المصنع الجديد 400 عامل.",
     ["400 jobs jobs level actual -"]),
    ("ar", "بلغت نسبة الملء 43 في المئة، بزيادة ثلاث نقاط.",
     ["43 percent occupancy_rate level actual -", "3 points occupancy_rate change actual -"]),
    ("ar", "في يناير 2023 وحده بلغت الصادرات 5 مليارات درهم.",
     ["5e9 MAD export_revenue level actual 2023-01"]),
    ("ar", "القطاع يضم 400 شركة وأكثر من 9000 مستخدم.",
     ["400 companies companies level actual -", "9000 jobs jobs level actual -"]),
    ("ar", "يتوقع أن تبلغ الصادرات 80 مليار درهم خلال الفترة 2025 ـ 2027.",
     ["8e10 MAD export_revenue level forecast 2025..2027"]),
]  # fmt: skip

PAIRS: list[Row] = [
    ("fr", "Les exportations de l'automobile se sont élevées à 65 MMDH en 2023, contre 31 MMDH en "
     "2013, avec une valeur ajoutée en forte hausse.",
     ["6.5e10 MAD export_revenue level actual 2023", "3.1e10 MAD export_revenue level actual 2013"]),
    ("fr", "La stratégie vise la création d'un demi-million d'emplois d'ici 2030.",
     ["500000 jobs jobs cumulative target ..2030"]),
    ("fr", "La douzaine de centres d'appels du pays réalise 50 millions d'euros de chiffre d'affaires.",
     ["12 companies companies level actual -", "50e6 EUR revenue level actual -"]),
    ("fr", "Les emplois de l'offshoring ont quintuplé entre 2010 et 2018.",
     ["5 multiple jobs multiple actual 2010..2018"]),
    ("fr", "17.500 emplois seront créés en 2026 dans l'offshoring.",
     ["17500 jobs jobs cumulative forecast 2026"]),
    ("fr", "Le Maroc recule d'une place dans le GSLI.",
     ["-1 places destination_attractiveness change actual -"]),
    ("fr", "L'automobile affiche 70 MMDH d'exportations (60 MMDH en 2017) et 15 MMDH d'investissements.",
     ["7e10 MAD export_revenue level actual -", "6e10 MAD export_revenue level actual 2017",
      "1.5e10 MAD investment cumulative actual -"]),
    ("fr", "L'offshoring génère actuellement 3.500 emplois.",
     ["3500 jobs jobs level actual -"]),
    ("fr", "Les exportations ont atteint 8 milliards d'euros en 2023 (- 2 %).",
     ["8e9 EUR export_revenue level actual 2023", "-2 percent export_revenue growth_rate actual 2023"]),
    ("fr", "Le secteur a créé 40.000 emplois en 2023. Les éditeurs progressent de 9 %.",
     ["40000 jobs jobs cumulative actual 2023", "9 percent - growth_rate actual 2023"]),
    ("fr", "Les ventes devraient croître, avec une hausse prévue de 4% en 2024.",
     ["4 percent revenue growth_rate forecast 2024"]),
    ("fr", "En 2023, le chiffre d'affaires a atteint 13 milliards d'euros, les exportations 8 milliards.",
     ["1.3e10 EUR revenue level actual 2023", "8e9 EUR export_revenue level actual 2023"]),
    ("fr", "Les exportations ont augmenté de 8 % par rapport à l'année précédente (2022).",
     ["8 percent export_revenue growth_rate actual 2023"]),
    ("fr", "Le secteur compte 12% d'emplois de plus qu'en 2022.",
     ["12 percent jobs growth_rate actual 2023"]),
    ("fr", "Le chiffre d'affaires a augmenté de 10% en 2023 (contre 6% en 2022) pour atteindre 2,2 milliards d'euros.",
     ["10 percent revenue growth_rate actual 2023", "6 percent revenue growth_rate actual 2022",
      "2.2e9 EUR revenue level actual 2023"]),
    ("fr", "Selon la lettre économique du centre de juin 2023, les exportations ont augmenté de 9%.",
     ["9 percent export_revenue growth_rate actual -"]),
    ("fr", "L'objectif pour 2024 est d'atteindre 58.000 emplois.",
     ["58000 jobs jobs level target ..2024"]),
    ("fr", "Le marché se répartit entre les éditeurs (38%) et les ESN (50%).",
     ["38 percent market_size share actual -", "50 percent market_size share actual -"]),
    ("fr", "Quelque 17,9 milliards de dirhams d'exportations ont été publiés pour 2022.",
     ["1.79e10 MAD export_revenue level actual 2022"]),
    ("en", "Tourism receipts rose 12% and reached 100 billion dirhams in 2023.",
     ["12 percent tourism_receipts growth_rate actual 2023", "1e11 MAD tourism_receipts level actual 2023"]),
    ("en", "In the first quarter of 2024, tourism receipts rose 11% from the same period last year.",
     ["11 percent tourism_receipts growth_rate actual 2024-01..2024-03"]),
    ("en", "The number of companies rose 12 percent in 2023.",
     ["12 percent companies growth_rate actual 2023"]),
    ("en", "The industry reached its goal of $1.1 billion in exports.",
     ["1.1e9 USD export_revenue level actual -"]),
    ("en", "The sector aims to add 1.1 million employees by 2028 on top of the current workforce of 1.44 million.",
     ["1.1e6 jobs jobs change target ..2028", "1.44e6 jobs jobs level actual -"]),
    ("en", "Textile exports posted a 121 million dirham rise in 2023.",
     ["121e6 MAD export_revenue change actual 2023"]),
    ("en", "Startups in Kenya raised $800 million in 2023. Egypt came next with $640 million.",
     ["800e6 USD funds_raised level actual 2023", "640e6 USD funds_raised level actual 2023"]),
    ("en", "Exports declined by €426m or 2.6% from €16,250m to €15,826m, while imports fell €526m.",
     ["-426e6 EUR export_revenue change actual -", "-2.6 percent export_revenue growth_rate actual -",
      "1.625e10 EUR export_revenue level actual -", "1.5826e10 EUR export_revenue level actual -",
      "-526e6 EUR imports change actual -"]),
    ("en", "The outsourcing sector posted a 10% growth in revenue in 2023.",
     ["10 percent revenue growth_rate actual 2023"]),
    ("en", "Exports rose one percent in 2023.",
     ["1 percent export_revenue growth_rate actual 2023"]),
    ("en", "Revenue per employee was USD 59,300.",
     ["59300 USD productivity level actual -"]),
    ("en", "The total revenues of the sector, including the domestic market, rose 28 percent.",
     ["28 percent revenue growth_rate actual -"]),
    ("ar", "بلغت الواردات 45 مليار درهم، خلال سنة 2022، مقابل 37 مليار درهم، خلال سنة 2021.",
     ["4.5e10 MAD imports level actual 2022", "3.7e10 MAD imports level actual 2021"]),
    ("ar", "تراجعت الصادرات بنحو 4.7 مليار دولار سنة 2022.",
     ["-4.7e9 USD export_revenue change actual 2022"]),
    ("ar", "ارتفع عدد مراكز التعهيد من 66 مركزا سنة 2022 إلى 200 مركز سنة 2023.",
     ["66 companies companies level actual 2022", "200 companies companies level actual 2023"]),
    ("ar", "يمثل القطاع 26 % من الصادرات سنة 2023، صعودا من 22 % سنة 2022.",
     ["26 percent export_revenue share actual 2023", "22 percent export_revenue share actual 2022"]),
    ("ar", "بلغت الصادرات 49 مليون درهم مقابل 720 ألفا سنة 2022.",
     ["49e6 MAD export_revenue level actual -", "720000 MAD export_revenue level actual 2022"]),
    ("ar", "أعلنت وكالة النهوض بالاستثمار أن الصادرات بلغت 500 مليون درهم سنة 2022.",
     ["500e6 MAD export_revenue level actual 2022"]),
    ("ar", "بلغت الاستثمارات الأجنبية المباشرة 1,5 مليار درهم، ويعود ذلك إلى تراجع العائدات بنسبة 24 في المائة.",
     ["1.5e9 MAD fdi level actual -", "-24 percent fdi growth_rate actual -"]),
    ("ar", "وأضاف أنه يدر 14 مليار درهم من رقم معاملات.",
     ["1.4e10 MAD revenue level actual -"]),
]  # fmt: skip

ROWS = CLAUSES + PAIRS + MOVEMENTS + TIMES + WHAT + PRESS + RESPECTIVELY + FIGURES


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_a_construction(language: str, text: str, expected: list[str]) -> None:
    claims = extract_claims(text, language=language, published_at="2024-05-10", country="MA")
    assert [stated(claim) for claim in claims] == [told(row) for row in expected]


@pytest.mark.parametrize(("country", "value"), [("EG", 1.25e9), ("MA", 1.25e6)])
def test_the_decimal_mark_of_arabic_goes_by_country(country: str, value: float) -> None:
    claims = extract_claims("بلغت الإيرادات 1,250 مليون دولار", language="ar", published_at="2024", country=country)
    assert [claim.value for claim in claims] == [value]


def test_respectively_shares_out_sectors() -> None:
    text = "Les exportations de l'automobile et du textile ont atteint respectivement 141,8 MMDH et 46,1 MMDH en 2023."
    claims = extract_claims(text, language="fr", published_at="2024", country="MA")
    assert [claim.sector for claim in claims] == ["automotive", "textile"]


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("Les exportations ont atteint 1.250 MD.", "TN", 1.25e9),
        ("Les exportations ont atteint 1.250,5 MD.", "TN", 1.2505e9),
        ("Les exportations ont atteint 3,2 Md de dinars.", "TN", 3.2e9),
        ("Les exportations ont atteint 3,2 Md de dirhams.", "MA", 3.2e9),
    ],
)
def test_an_abbreviation_is_read_as_its_country_does(text: str, country: str, value: float) -> None:
    claims = extract_claims(text, language="fr", published_at="2024", country=country)
    assert [claim.value for claim in claims] == [value]


@pytest.mark.parametrize(
    ("language", "text", "hedge"),
    [
        ("fr", "Le secteur emploie 100.000 personnes au moins.", "at_least"),
        ("fr", "Le secteur compte près d'une centaine d'entreprises.", "nearly"),
        ("en", "The sector employs 300 people at most.", "at_most"),
        ("ar", "يشغل القطاع 100 ألف شخص على الأقل", "at_least"),
    ],
)
def test_a_hedge_stands_before_or_after(language: str, text: str, hedge: str) -> None:
    claims = extract_claims(text, language=language, published_at="2024", country="MA")
    assert [claim.hedge for claim in claims] == [hedge]
