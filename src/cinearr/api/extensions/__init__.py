"""What v3 does not have, under `/api/cinearr`. No client of v3 meets it; shapes and errors follow the same habits."""
