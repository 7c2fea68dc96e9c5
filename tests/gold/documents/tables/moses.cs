Dveře jsou otevřené.
Fouká vítr.
Jen pojď dál.
Je tu někdo?
