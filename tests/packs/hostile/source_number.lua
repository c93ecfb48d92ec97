-- expect: fault shape "number"
-- A file that returns something else.
return 7
