"""Who plays in the fictional program? Companies and people that do not exist; any likeness is by accident."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

# Letters that have no plain one inside, for addresses.
LETTERS = str.maketrans({"ø": "o", "ß": "ss", "ł": "l", "æ": "ae"})
REGIONS = {
    "Nordics": ("Norway", "Sweden", "Denmark", "Finland"),
    "DACH": ("Germany", "Austria", "Switzerland"),
    "Benelux": ("Netherlands", "Belgium"),
    "UK and Ireland": ("United Kingdom", "Ireland"),
    "Southern Europe": ("France", "Spain", "Portugal", "Italy"),
    "Central Europe": ("Poland", "Czechia"),
    "North America": ("United States", "Canada"),
}


@dataclass(frozen=True)
class Played:
    """A company and the person there who might speak for us."""

    name: str
    industry: str
    country: str
    city: str
    employees: int
    since: int
    person: str
    title: str

    @property
    def domain(self) -> str:
        return f"{self.name.split()[0].lower()}.example"

    @property
    def email(self) -> str:
        plain = normalize("NFKD", self.person.lower().translate(LETTERS)).encode("ascii", "ignore").decode()
        return f"{plain.replace(' ', '.')}@{self.domain}"

    @property
    def region(self) -> str:
        return next(region for region, countries in REGIONS.items() if self.country in countries)


def companies() -> Iterator[Played]:
    """Yield them in the order of the list below, which the lives in `lives.LIVES` follow."""
    for line in COMPANIES.strip().splitlines():
        name, industry, country, city, employees, since, person, title = line.split("; ")
        yield Played(name, industry, country, city, int(employees), int(since), person, title)


# name; industry; country; city; staff; customer since; person; title
COMPANIES = """
Lornwyck Cold Chain; Food logistics; United States; Duluth; 1600; 2024; Denise Prewitt; Chief Information Officer
Ombramarrow Mutual; Financial services; Denmark; Aarhus; 3800; 2020; Ingunn Ekerling; Finance Director
Dunwyck Wind; Energy; Germany; Leipzig; 700; 2022; Jule Brunnmeier; Operations Systems Lead
Aldrasund Foundry; Manufacturing; Portugal; Porto; 1200; 2016; Nerea Ferrandis; Chief Information Officer
Maelwyck Institute; Education; Italy; Turin; 560; 2014; Bastien Etxaniz; Chief Information Officer
Thessbar Ferries; Transport; Switzerland; Basel; 900; 2023; Annika Hollweg; Quality Manager
Fjorvane Home Stores; Retail; Portugal; Porto; 260; 2015; Iker Quintalva; Head of Customer Service
Ulvervik Quarries; Construction; Spain; Bilbao; 120; 2017; Matteo Ferrandis; Chief Information Officer
Havarsund Fire Service; Public sector; Netherlands; Rotterdam; 2400; 2014; Elke Dierickxs; Finance Director
Orrinquill Care Homes; Healthcare; Switzerland; Winterthur; 2400; 2017; Miriam Oberleitner; Operations Systems Lead
Birlmoor Paper Mill; Manufacturing; Sweden; Gothenburg; 420; 2017; Ingunn Sandvær; Chief Information Officer
Corrimarrow Academy; Education; Germany; Cologne; 900; 2025; Clemens Hollweg; Head of Planning
Joststead Haulage; Transport; Poland; Poznań; 420; 2015; Zofia Malinovsky; Quality Manager
Lornvane Garden Centres; Retail; Canada; Winnipeg; 6500; 2023; Marcus Beaumarchand; Head of Planning
Rusklund Builders; Construction; Poland; Gdańsk; 3800; 2023; Zofia Krupanski; Head of Planning
Ystrasund Water Board; Public sector; Denmark; Odense; 700; 2015; Ingunn Nyqvist; Head of Customer Service
Tamskmere Pharmacies; Healthcare; Germany; Leipzig; 3800; 2017; Matthias Hollweg; Chief Information Officer
Morrquill Bakeries; Food logistics; France; Lyon; 45; 2021; Beatriz Ferrandis; Head of Operations
Lornmere Pensions; Financial services; Germany; Stuttgart; 6500; 2019; Leonie Hollweg; Operations Systems Lead
Corribar Hydro; Energy; Denmark; Aarhus; 180; 2021; Maren Sandvær; Dispatch Lead
Morrlock Outfitters; Retail; France; Nantes; 11000; 2017; Bastien Carvalhosa; Chief Information Officer
Harnmoor Roads; Construction; Canada; Winnipeg; 2400; 2014; Renée Larkmoor; Finance Director
Fjorgarth Parks; Public sector; Germany; Leipzig; 180; 2018; Wiebke Rautenstrauch; Finance Director
Jostlund Clinics; Healthcare; Netherlands; Groningen; 3800; 2021; Elke Wouterman; Chief Information Officer
Wexlund Dairies; Food logistics; United States; Providence; 6500; 2021; Grant Hathorne; Quality Manager
Aldramere Insurance; Financial services; Sweden; Uppsala; 420; 2019; Mikkel Ruohola; IT Project Lead
Silvwyck Grid; Energy; Sweden; Uppsala; 3800; 2015; Sunniva Kallmyr; Quality Manager
Quarvik Instruments; Manufacturing; Ireland; Cork; 80; 2017; Rhys Cadwallen; Chief Information Officer
Bramholt University; Education; United States; Providence; 340; 2015; Marcus Hathorne; Chief Information Officer
Tamskgarth Rail Freight; Transport; Austria; Linz; 6500; 2016; Matthias Kirchbach; Head of Planning
Harnmarrow Laboratories; Healthcare; Germany; Stuttgart; 420; 2017; Annika Wendlandt; IT Project Lead
Harnwyck Fisheries; Food logistics; Sweden; Uppsala; 1200; 2017; Solveig Skogmo; Head of Customer Service
Tamskmoor Savings Bank; Financial services; Belgium; Liège; 6500; 2016; Femke Verhulsdonk; Operations Systems Lead
Dravrand District Heating; Energy; Denmark; Odense; 80; 2016; Anders Dahlvig; Head of Customer Service
Zephvik Textiles; Manufacturing; Germany; Stuttgart; 260; 2020; Miriam Achterfeld; Chief Information Officer
Zephbar Schools; Education; Norway; Oslo; 6500; 2023; Anders Brekkestø; Head of Digital Services
Wexmoor Airfreight; Transport; United States; Providence; 45; 2020; Wade Larkmoor; Head of Digital Services
Tamskrand Grocers; Retail; United Kingdom; Bristol; 11000; 2023; Desmond Nazir; Head of Customer Service
Ombrastead Timber; Construction; Norway; Oslo; 6500; 2022; Eskil Lindaker; Head of Customer Service
Zephmere County Library; Public sector; Germany; Hamburg; 6500; 2022; Clemens Kirchbach; Head of Planning
Ombrabar Biogas; Energy; Finland; Tampere; 3800; 2016; Petri Ekerling; Dispatch Lead
Varnlund Glassworks; Manufacturing; Sweden; Malmö; 3800; 2017; Sunniva Ruohola; Operations Systems Lead
Jostquill Technical College; Education; Netherlands; Utrecht; 80; 2025; Wouter Wouterman; Head of Planning
Dungarth Tramways; Transport; Finland; Tampere; 1600; 2024; Aino Lindaker; Head of Digital Services
Orrinmoor Books; Retail; Sweden; Uppsala; 6500; 2024; Jonas Westergren; Head of Customer Service
Harndale Roofing; Construction; United States; Duluth; 180; 2014; Corinne Hathorne; Head of Digital Services
Grildale Municipality; Public sector; France; Nantes; 2400; 2024; Élodie Delacombe; Head of Planning
Eskstead Hospital Trust; Healthcare; Germany; Leipzig; 180; 2017; Urs Achterfeld; Chief Information Officer
Dunlund Produce; Food logistics; Sweden; Malmö; 1600; 2017; Jonas Lindaker; Supply Chain Director
Ystrabar Leasing; Financial services; France; Nantes; 340; 2017; Tiago Carvalhosa; Head of Digital Services
Dunmoor Ferries; Transport; Denmark; Aarhus; 120; 2025; Mikkel Kallmyr; IT Project Lead
Wexgarth Home Stores; Retail; United Kingdom; Glasgow; 900; 2015; Priya Thackray; Depot Manager
Thesswyck Quarries; Construction; France; Lyon; 6500; 2022; Élodie Bellinzoni; Supply Chain Director
Ruskmarrow Fire Service; Public sector; Italy; Verona; 560; 2018; Lucía Delacombe; IT Project Lead
Lornvik Care Homes; Healthcare; Poland; Gdańsk; 1600; 2022; Marek Malinovsky; IT Project Lead
Quarbar Cold Chain; Food logistics; Canada; Halifax; 11000; 2013; Denise Fairbanksen; Supply Chain Director
Ilmenholt Mutual; Financial services; Norway; Bergen; 340; 2024; Henrik Brekkestø; Operations Systems Lead
Corrivane Wind; Energy; Germany; Hamburg; 700; 2018; Wiebke Oberleitner; Chief Information Officer
Eskvik Foundry; Manufacturing; Germany; Hamburg; 340; 2014; Götz Steinhauser; Head of Operations
Zephlock Institute; Education; Belgium; Ghent; 3800; 2021; Bram Dierickxs; Head of Customer Service
Varnvane Water Board; Public sector; Finland; Tampere; 560; 2023; Eskil Dahlvig; Operations Systems Lead
Havarholt Pharmacies; Healthcare; Sweden; Gothenburg; 11000; 2018; Liv Ruohola; Head of Planning
Grilsund Bakeries; Food logistics; Netherlands; Groningen; 80; 2025; Joris Wouterman; Finance Director
Orrinstead Pensions; Financial services; Switzerland; Basel; 11000; 2022; Jule Achterfeld; Head of Planning
Maelmarrow Hydro; Energy; Netherlands; Rotterdam; 900; 2025; Elke Verhulsdonk; Operations Systems Lead
Orrinvik Paper Mill; Manufacturing; United States; Providence; 260; 2024; Shanice Tremblant; Head of Digital Services
Jostsund Academy; Education; Sweden; Malmö; 45; 2016; Tuva Westergren; Head of Digital Services
Fjorlock Haulage; Transport; United States; Tacoma; 120; 2020; Renée Prewitt; Head of Planning
Dravmoor Garden Centres; Retail; United Kingdom; Leeds; 80; 2022; Alasdair Thackray; Head of Planning
Pellvik Builders; Construction; Germany; Stuttgart; 120; 2019; Götz Kirchbach; Head of Planning
Pellstead Insurance; Financial services; United Kingdom; Bristol; 120; 2018; Tariq Cadwallen; Head of Customer Service
Fjorlund Grid; Energy; Belgium; Ghent; 11000; 2013; Femke Dierickxs; Head of Customer Service
Vellmarrow Instruments; Manufacturing; Denmark; Odense; 11000; 2019; Henrik Lindaker; Operations Systems Lead
Silvmere University; Education; United Kingdom; Hull; 80; 2023; Callum Wrenfield; Head of Customer Service
Grilmere Rail Freight; Transport; Netherlands; Groningen; 180; 2021; Anouk Terwindt; Supply Chain Director
Pellmoor Outfitters; Retail; Germany; Stuttgart; 700; 2015; Jule Hollweg; Quality Manager
Vellvik Roads; Construction; United States; Duluth; 900; 2018; Renée Beaumarchand; Dispatch Lead
Birlstead Parks; Public sector; Norway; Bergen; 1600; 2017; Sunniva Lindaker; IT Project Lead
Pellgarth Clinics; Healthcare; Finland; Tampere; 1600; 2017; Liv Dahlvig; Head of Planning
Varnrand Dairies; Food logistics; United Kingdom; Bristol; 340; 2018; Orla Wrenfield; Chief Information Officer
Aldraquill Schools; Education; Spain; Valencia; 6500; 2013; Beatriz Montalegre; Head of Customer Service
Ombradale Airfreight; Transport; United Kingdom; Glasgow; 560; 2013; Imogen Cadwallen; Head of Operations
Silvdale Grocers; Retail; Czechia; Brno; 80; 2021; Zofia Borowczak; Operations Systems Lead
Corrimere Timber; Construction; Denmark; Aarhus; 2400; 2013; Maren Tofteby; Head of Customer Service
Vellholt County Library; Public sector; United Kingdom; Hull; 420; 2014; Rhys Strathearn; Head of Digital Services
Ystralund Laboratories; Healthcare; Germany; Leipzig; 120; 2018; Regula Lindenthal; Head of Customer Service
Birlbar Fisheries; Food logistics; United Kingdom; Glasgow; 80; 2025; Tariq Okonjo; Head of Customer Service
Quarvane Savings Bank; Financial services; Netherlands; Rotterdam; 560; 2023; Bram Terwindt; Head of Digital Services
Wexvik District Heating; Energy; Sweden; Gothenburg; 11000; 2024; Sunniva Dahlvig; Finance Director
Quarwyck Textiles; Manufacturing; Czechia; Brno; 420; 2013; Tomasz Borowczak; Supply Chain Director
Aldramarrow Roofing; Construction; Poland; Poznań; 1600; 2016; Lenka Wiśnicka; IT Project Lead
Thesslund Municipality; Public sector; Ireland; Cork; 900; 2025; Neil Bellweather; Chief Information Officer
Ystravik Hospital Trust; Healthcare; Norway; Trondheim; 120; 2019; Aino Nyqvist; Head of Customer Service
Nivarbar Produce; Food logistics; Norway; Oslo; 260; 2020; Aino Ekerling; Head of Operations
Ilmenmoor Leasing; Financial services; Italy; Turin; 900; 2020; Matteo Delacombe; Head of Customer Service
Ulverbar Biogas; Energy; Ireland; Galway; 420; 2018; Rhys Penhallow; Operations Systems Lead
Eskholt Glassworks; Manufacturing; Belgium; Liège; 1200; 2014; Elke Hoogveld; Operations Systems Lead
Rusksund Technical College; Education; Germany; Leipzig; 420; 2023; Clemens Rautenstrauch; Finance Director
Silvgarth Tramways; Transport; Austria; Graz; 420; 2019; Florian Hollweg; Head of Digital Services
Maelvane Books; Retail; Poland; Poznań; 260; 2024; Tomasz Havelkova; Head of Operations
Thessvane Cold Chain; Food logistics; Germany; Stuttgart; 180; 2019; Jule Zumbrunnen; Head of Operations
Ruskdale Mutual; Financial services; Belgium; Liège; 2400; 2015; Bram Wouterman; IT Project Lead
Vellbar Wind; Energy; Ireland; Galway; 2400; 2018; Fiona Kinsellan; Depot Manager
Havarlund Foundry; Manufacturing; France; Nantes; 11000; 2023; Beatriz Bellinzoni; Finance Director
Varnlock Institute; Education; Finland; Tampere; 2400; 2024; Aino Brekkestø; Head of Digital Services
Havarstead Ferries; Transport; Netherlands; Utrecht; 340; 2021; Wouter Dierickxs; Head of Operations
Nivarsund Home Stores; Retail; Czechia; Brno; 6500; 2023; Marek Borowczak; Supply Chain Director
Kestrabar Quarries; Construction; Italy; Verona; 1600; 2022; Tiago Montalegre; Supply Chain Director
Dravholt Fire Service; Public sector; Austria; Linz; 260; 2019; Urs Pfannkuch; Head of Planning
Birlmarrow Care Homes; Healthcare; United Kingdom; Bristol; 180; 2021; Orla Pemberley; Head of Digital Services
Ilmenmarrow Paper Mill; Manufacturing; Switzerland; Winterthur; 80; 2018; Sabine Achterfeld; Operations Systems Lead
Eskrand Academy; Education; Germany; Stuttgart; 1200; 2017; Leonie Brunnmeier; Chief Information Officer
Kestraquill Haulage; Transport; Ireland; Cork; 120; 2025; Neil Penhallow; Operations Systems Lead
Maelvik Garden Centres; Retail; Switzerland; Basel; 560; 2023; Matthias Lindenthal; Head of Customer Service
Grilbar Builders; Construction; Spain; Valencia; 1200; 2016; Chiara Beaurivage; Operations Systems Lead
Nivarmarrow Water Board; Public sector; Canada; Halifax; 2400; 2025; Grant Delgadillo; Head of Customer Service
Bramsund Pharmacies; Healthcare; Spain; Bilbao; 11000; 2023; Lucía Bellinzoni; Head of Customer Service
Dravstead Bakeries; Food logistics; Switzerland; Winterthur; 420; 2022; Regula Hollweg; Supply Chain Director
Bramvane Pensions; Financial services; United Kingdom; Glasgow; 1200; 2021; Rhys Bellweather; Head of Customer Service
Bramlund Hydro; Energy; United Kingdom; Hull; 700; 2015; Orla Ashgrove; Chief Information Officer
Kestraholt Outfitters; Retail; United States; Tacoma; 2400; 2018; Corinne Fairbanksen; Chief Information Officer
Ulvergarth Roads; Construction; Norway; Bergen; 420; 2025; Tuva Skogmo; Operations Systems Lead
Nivarholt Parks; Public sector; Norway; Trondheim; 700; 2015; Sunniva Tofteby; Operations Systems Lead
Ilmendale Clinics; Healthcare; Netherlands; Rotterdam; 700; 2013; Saskia Verhulsdonk; Operations Systems Lead
Kestrarand Dairies; Food logistics; Canada; Winnipeg; 560; 2018; Yolanda Larkmoor; Head of Operations
Morrstead Insurance; Financial services; Austria; Graz; 1200; 2013; Wiebke Achterfeld; Head of Customer Service
Ulverdale Grid; Energy; United Kingdom; Hull; 3800; 2013; Fiona Bellweather; Depot Manager
Morrvane Instruments; Manufacturing; Austria; Graz; 340; 2023; Clemens Lindenthal; Head of Operations
"""
